import FoundationEssentials

/// A block of a PEM text, found as Go's encoding/pem finds it: what cannot be read is passed over, to the next block.
package struct PEMBlock {
    package let label: String
    package let hasHeaders: Bool
    package let bytes: [UInt8]

    package static func all(in bytes: [UInt8]) -> [PEMBlock] {
        var reader = PEMReader(bytes)
        var blocks: [PEMBlock] = []
        while let block = reader.next() { blocks.append(block) }
        return blocks
    }
}

/// Go 1.24 src/encoding/pem/pem.go, Decode.
private struct PEMReader {
    private static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)

    private let bytes: [UInt8]
    private var position = 0
    /// Of the first end line that is not before `position`: looked for once, however many beginnings have none.
    private var nextEnd: Int?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> PEMBlock? {
        while let start = lineStart(with: Self.begin, from: position) {
            let title = line(from: start + Self.begin.count)
            position = title.next
            guard title.text.suffix(5).elementsEqual(Self.dashes) else { continue }
            guard let block = block(titled: title.text.dropLast(5)) else {
                if nextEnd == bytes.count { return nil }
                continue
            }
            return block
        }
        return nil
    }

    private mutating func block(titled label: ArraySlice<UInt8>) -> PEMBlock? {
        let first = position
        while position < bytes.count {
            let header = line(from: position)
            guard header.text.contains(UInt8(ascii: ":")) else { break }
            position = header.next
        }
        guard let end = endLine(), let body = Self.decode(bytes[position..<end]) else { return nil }
        let closing = line(from: end)
        guard closing.text.elementsEqual(Self.end + label + Self.dashes) else { return nil }
        let hasHeaders = position > first
        position = closing.next
        return PEMBlock(label: String(decoding: label, as: UTF8.self), hasHeaders: hasHeaders, bytes: body)
    }

    private mutating func endLine() -> Int? {
        if nextEnd.map({ $0 < position }) ?? true { nextEnd = lineStart(with: Self.end, from: position) ?? bytes.count }
        return nextEnd.flatMap { $0 == bytes.count ? nil : $0 }
    }

    private func lineStart(with text: [UInt8], from start: Int) -> Int? {
        var at = start
        while at < bytes.count {
            if at == 0 || bytes[at - 1] == UInt8(ascii: "\n"), bytes[at...].starts(with: text) { return at }
            at = bytes[at...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
        }
        return nil
    }

    /// A line without the white space at its end.
    private func line(from start: Int) -> (text: ArraySlice<UInt8>, next: Int) {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let text = bytes[start..<end]
        let last = text.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
        return (text[..<last], min(end + 1, bytes.count))
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        // Looked at first, and so up to the first wrong one only.
        guard text.allSatisfy({ isBase64($0) || isBlank($0) }) else { return nil }
        return Data(base64Encoded: Data(text.filter { !isBlank($0) })).map { [UInt8]($0) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
        default: false
        }
    }
}
