/// Why bytes are no time zone.
package struct MalformedZone: Error, Hashable, Sendable {
    package let message: String
}

extension ZoneRules {
    /// - Parameter bytes: a whole TZif file of version 2 or later. Version 1 ends in 2038 and has no rule for what
    ///   comes after.
    package init(tzif bytes: [UInt8]) throws(MalformedZone) {
        var reader = ByteReader(bytes)
        let old = try Header(&reader)
        guard old.version >= 0x32 else {
            throw MalformedZone(message: "TZif version 1: it tells nothing of the time after 2038")
        }
        try reader.skip(old.dataSize(timeSize: 4))
        let header = try Header(&reader)
        // Leap seconds are in the times of such a file ("right/…"), and not in any time of ours.
        guard header.leaps == 0 else { throw MalformedZone(message: "its times count leap seconds") }
        try self.init(&reader, header)
    }

    private init(_ reader: inout ByteReader, _ header: Header) throws(MalformedZone) {
        var times: [Int64] = []
        for _ in 0..<header.times { times.append(Int64(bitPattern: try reader.number(8))) }
        var indices: [Int] = []
        for _ in 0..<header.times { indices.append(Int(try reader.number(1))) }
        var types: [Int] = []
        for _ in 0..<header.types {
            types.append(Int(Int32(truncatingIfNeeded: try reader.number(4))))
            try reader.skip(2)
        }
        try reader.skip(header.characters + header.standardMarks + header.universalMarks)
        guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw MalformedZone(message: "its transitions are not in order")
        }
        guard let first = types.first, indices.allSatisfy({ $0 < types.count }) else {
            throw MalformedZone(message: "a transition names a type that is not there")
        }
        // RFC 9636, 3.2: at least -89999 and at most 93599.
        guard types.allSatisfy({ (-89_999...93_599).contains($0) }) else {
            throw MalformedZone(message: "an offset is more than a day")
        }
        let rule = try reader.footer()
        self.init(
            transitions: times, offsets: indices.map { types[$0] }, first: first,
            footer: rule.isEmpty ? nil : try PosixZoneRule(rule))
    }

    /// RFC 9636, 3.1.
    private struct Header {
        let version: UInt8
        let universalMarks: Int
        let standardMarks: Int
        let leaps: Int
        let times: Int
        let types: Int
        let characters: Int

        init(_ reader: inout ByteReader) throws(MalformedZone) {
            guard try reader.number(4) == 0x545A_6966 else {
                throw MalformedZone(message: "it does not begin with TZif")
            }
            version = UInt8(truncatingIfNeeded: try reader.number(1))
            try reader.skip(15)
            var counts: [Int] = []
            for _ in 0..<6 { counts.append(Int(try reader.number(4))) }
            // Far beyond every real file, far below what could exhaust memory.
            guard counts.allSatisfy({ $0 <= 100_000 }) else {
                throw MalformedZone(message: "it claims more entries than any zone has")
            }
            (universalMarks, standardMarks, leaps) = (counts[0], counts[1], counts[2])
            (times, types, characters) = (counts[3], counts[4], counts[5])
        }

        func dataSize(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardMarks + universalMarks
        }
    }
}

/// Reads numbers, most significant byte first, and never past the end.
private struct ByteReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number(_ size: Int) throws(MalformedZone) -> UInt64 {
        guard bytes.count - at >= size else { throw MalformedZone(message: "it ends too early") }
        defer { at += size }
        return bytes[at..<at + size].reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func skip(_ size: Int) throws(MalformedZone) {
        guard bytes.count - at >= size else { throw MalformedZone(message: "it ends too early") }
        at += size
    }

    /// The text between the two line ends with which the file closes.
    mutating func footer() throws(MalformedZone) -> String {
        guard try number(1) == 0x0A, let end = bytes[at...].firstIndex(of: 0x0A) else {
            throw MalformedZone(message: "its footer is missing")
        }
        return String(decoding: bytes[at..<end], as: UTF8.self)
    }
}
