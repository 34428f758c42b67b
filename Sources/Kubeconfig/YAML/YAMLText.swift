/// The text of a YAML file, decoded as Go's reader decodes it: by the byte order mark, which is dropped, and as UTF-8
/// where there is none.
package enum YAMLText {
    /// Marks at the beginnings of lines are dropped, too: files that were put together have them, and libyaml reads no
    /// mapping behind one.
    package static func decode(_ bytes: some Collection<UInt8>) -> String { withoutInnerMarks(decodeFirst(bytes)) }

    private static func decodeFirst(_ bytes: some Collection<UInt8>) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2)) { $0 | $1 << 8 } }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2)) { $0 << 8 | $1 } }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func withoutInnerMarks(_ text: String) -> String {
        let mark: Unicode.Scalar = "\u{FEFF}"
        guard text.unicodeScalars.contains(mark) else { return text }
        var kept = String.UnicodeScalarView()
        var last: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            if scalar != mark || last != "\n" { kept.append(scalar) }
            last = scalar
        }
        return String(kept)
    }

    /// Whether every other byte of the beginning is a NUL: UTF-16 whose mark was lost, which Go does not read either.
    package static func isUnmarkedUTF16(_ bytes: some Collection<UInt8>) -> Bool {
        let beginning = Array(bytes.prefix(8))
        guard beginning.count == 8 else { return false }
        let nuls = beginning.map { $0 == 0 }
        return nuls == [true, false, true, false, true, false, true, false]
            || nuls == [false, true, false, true, false, true, false, true]
    }

    private static func utf16(_ bytes: some Collection<UInt8>, _ unit: (UInt16, UInt16) -> UInt16) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var rest = bytes.makeIterator()
        while let first = rest.next(), let second = rest.next() { units.append(unit(UInt16(first), UInt16(second))) }
        return String(decoding: units, as: UTF16.self)
    }
}
