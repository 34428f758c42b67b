/// Takes secrets that are known out of a text from outside: whole, and in part, since a text may be cut, wrapped or
/// encoded anywhere.
///
/// Eight bytes of a secret in a row count, whatever their case and base64's alphabet; a shorter secret counts whole. So
/// do those of its base64, wherever it begins, and of the secret read backwards; all of them also behind the escapes of
/// URLs, pages and strings, and as hexadecimal digits. What one secret has in common with other texts, such as the
/// first part of most JWTs, is taken out as well: too much is better here than too little.
package struct SecretFilter: Sendable {
    package static let placeholder = "<secret>"

    /// Every eight bytes in a row of a secret's forms, and the forms that are shorter.
    private let windows: [UInt64]
    private let short: [[UInt8]]
    /// Bytes of a secret that give it away.
    private static let window = 8
    /// What is shorter says nothing, and stands in every text.
    private static let shortest = 4

    package init(_ secrets: [SecretValue]) {
        let shown = secrets.map { Array(Self.withoutScheme($0.revealedForUseInProcess()).utf8) }.filter {
            $0.count >= Self.shortest
        }
        let forms = Set(shown.flatMap(EncodedSecret.forms)).map(Self.folded)
        windows = forms.flatMap { Self.windows(of: $0).map(\.value) }
        short = forms.filter { $0.count < Self.window }
    }

    /// The text without the secrets: the same text where it has none.
    package func apply(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let found = marks(in: bytes)
        return found.isEmpty ? text : String(decoding: Self.replacing(found, in: bytes), as: UTF8.self)
    }

    /// The same for bytes of any encoding that keeps ASCII.
    package func apply(_ bytes: [UInt8]) -> [UInt8] {
        let found = marks(in: bytes)
        return found.isEmpty ? bytes : Self.replacing(found, in: bytes)
    }

    package func finds(in bytes: [UInt8]) -> Bool { !marks(in: bytes).isEmpty }

    /// Where secrets stand, in order, none touching another.
    private func marks(in bytes: [UInt8]) -> [Range<Int>] {
        guard !windows.isEmpty || !short.isEmpty, bytes.count >= Self.shortest else { return [] }
        let encoded = DecodedText.readings(of: bytes)
        let texts = ([bytes] + encoded.map(\.bytes)).map { Self.folded($0) }
        let hits = hits(in: texts)
        let found = texts.map { marks(in: $0, hits) }
        return Self.joined(
            found[0] + zip(encoded, found.dropFirst()).flatMap { reading, marks in marks.map(reading.place) })
    }

    /// The windows of secrets that any of the texts has: there are many of them, so that they are gone through once.
    private func hits(in texts: [[UInt8]]) -> Set<UInt64> {
        let places = Set(texts.flatMap { Self.windows(of: $0).map(\.value) })
        return places.isEmpty ? [] : Set(windows.filter(places.contains))
    }

    private func marks(in text: [UInt8], _ hits: Set<UInt64>) -> [Range<Int>] {
        let long =
            hits.isEmpty
            ? [] : Self.windows(of: text).filter { hits.contains($0.value) }.map { $0.start..<($0.start + Self.window) }
        return short.reduce(into: long) { $0 += Self.occurrences(of: $1, in: text) }
    }

    /// Every eight bytes in a row, as one number.
    private static func windows(of bytes: [UInt8]) -> [(start: Int, value: UInt64)] {
        guard bytes.count >= window else { return [] }
        var value: UInt64 = 0
        var result: [(start: Int, value: UInt64)] = []
        result.reserveCapacity(bytes.count - window + 1)
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt64(byte)
            if index >= window - 1 { result.append((index - window + 1, value)) }
        }
        return result
    }

    private static func occurrences(of secret: [UInt8], in text: [UInt8]) -> [Range<Int>] {
        guard text.count >= secret.count else { return [] }
        return (0...(text.count - secret.count)).filter { text[$0..<($0 + secret.count)].elementsEqual(secret) }.map {
            $0..<($0 + secret.count)
        }
    }

    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, range in
            guard let last = joined.last, range.lowerBound <= last.upperBound else { return joined.append(range) }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
    }

    private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var next = 0
        for range in ranges {
            result += bytes[next..<range.lowerBound]
            result += placeholder.utf8
            next = range.upperBound
        }
        return result + bytes[next...]
    }

    /// `Bearer` and `Basic` are no part of the secret.
    private static func withoutScheme(_ value: String) -> Substring {
        for scheme in ["Bearer ", "Basic "] where value.hasPrefix(scheme) { return value.dropFirst(scheme.count) }
        return value[...]
    }

    /// Small letters, and base64's `+` and `/` as the alphabet of URLs has them.
    private static func folded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        bytes.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: byte
            }
        }
    }
}
