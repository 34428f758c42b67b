/// What a server sends that means harm, or has lost its mind: every number, time, size and depth at its extreme, in
/// turn with each request. The answers are the right ones in all else, so that what they say is believed as far as it
/// goes.
struct HostileAnswers {
    private var generator: SplitMix
    private var requests = 0

    init(seed: UInt64) { generator = SplitMix(state: seed) }

    private enum Harm: CaseIterable { case numbers, times, numbersAndTimes, depth, many, size, text, drip, nothing }

    /// How an answer is sent: whole, or a byte at a time for ever.
    enum Manner { case whole, drip }

    mutating func spoil(_ reply: Reply, isLog: Bool) -> (Reply, Manner) {
        requests += 1
        let harm = Harm.allCases[Int(generator.next() % UInt64(Harm.allCases.count))]
        if harm == .drip { return (reply, .drip) }
        if isLog, reply.status == 200 {
            return (Reply(status: 200, contentType: reply.contentType, body: log()), .whole)
        }
        guard harm != .nothing, let value = try? JSON(parsing: reply.body) else { return (reply, .whole) }
        var spoilt = reply
        spoilt.body = body(value, harm)
        if generator.next() % 4 == 0 { spoilt.headers.append((name: "Retry-After", value: pick(Self.numbers))) }
        return (spoilt, .whole)
    }

    /// A `Date` header.
    mutating func date() -> String {
        let years = ["0000", "0001", "1601", "1677", "1969", "2026", "2038", "2262", "9999", "99999", "-001"]
        return "Mon, 30 Nov \(pick(years)) 23:59:60 GMT"
    }

    // MARK: Bodies

    static let numbers = [
        "0", "-1", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999999999", "0.5", "-0.0", "1e18", "1e19", "1e308", "-1e308", "5e-324", "1e400",
    ]

    static let times = [
        "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "0000-02-29T23:59:60Z", "1677-09-21T00:12:43Z",
        "1970-01-01T00:00:00Z", "2262-04-11T23:47:16.854775807Z",
        "2262-04-11T23:47:17Z", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59", "2026-13-40T99:99:99Z",
        "99999-01-01T00:00:00Z", "", "Z", "2026-11-30T00:00:00.0000000000000000000000000000000000Z",
    ]

    private mutating func body(_ value: JSON, _ harm: Harm) -> [UInt8] {
        switch harm {
        case .depth: return Array(String(repeating: "{\"metadata\":[", count: 200_000).utf8)
        case .size: return Array("{\"items\":[\"".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)
        case .many: return many(value).bytes
        default: return spoilt(value, harm).bytes
        }
    }

    private mutating func spoilt(_ value: JSON, _ harm: Harm) -> JSON {
        switch value {
        case .number where harm == .numbers || harm == .numbersAndTimes: return .number(pick(Self.numbers))
        case .string(let text) where isTime(text) && (harm == .times || harm == .numbersAndTimes):
            return .string(pick(Self.times))
        case .string(let text) where harm == .text:
            return .string(generator.next() % 3 == 0 ? text + ClusterState.hostile : String(text.reversed()))
        case .array(let elements):
            var spoilt: [JSON] = []
            for element in elements { spoilt.append(self.spoilt(element, harm)) }
            return .array(spoilt)
        case .object(let object):
            var spoilt: JSON = [:]
            for member in object.members { spoilt[member.key] = self.spoilt(member.value, harm) }
            return spoilt
        default: return value
        }
    }

    /// As many items as fit into what a client takes.
    private mutating func many(_ value: JSON) -> JSON {
        guard let items = value["items"]?.array, let first = items.first else { return value }
        var list = value
        list["items"] = .array(
            Array(repeating: spoilt(first, .numbersAndTimes), count: max(1, (3 << 20) / max(1, first.bytes.count))))
        return list
    }

    private func isTime(_ text: String) -> Bool {
        text.count == 20 && text.hasSuffix("Z") && text.dropFirst(10).hasPrefix("T")
    }

    // MARK: Logs

    private mutating func log() -> [UInt8] {
        let messages = [
            "jwt.go:53] token not found in cache", "authentication.go:64] Request authentication failed: EOF",
            "authentication.go:60] Unable to authenticate",
            "jwt_token.go:52] dial tcp", "multicluster.go:188] Request unauthorized",
            "jwt.go:53] dial tcp 10.0.0.1:99999999999999999999: x", "jwt.go:]", "jwt.go:53]",
        ]
        var text: [UInt8] = []
        for number in 0..<20_000 {
            let time =
                number % 3 == 0
                ? pick(Self.times)
                : "20\(pick(["00", "26", "99"]))-0\(1 + number % 9)-1\(number % 10)"
                    + "T0\(number % 10):\(10 + number % 50):00Z"
            text += Array("\(time) W1399 99:99:99.999999 99999999999 \(pick(messages))\n".utf8)
            text += Array("\(time) W1130 07:40:11.000202       1 \(pick(messages))\n".utf8)
        }
        return text
    }

    private mutating func pick(_ choices: [String]) -> String { choices[Int(generator.next() % UInt64(choices.count))] }
}

/// A generator whose failing seed can be run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
