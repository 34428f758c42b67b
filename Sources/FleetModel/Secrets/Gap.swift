/// What may stand between the characters of a secret without hiding it from a reader's eye: blanks, what is not
/// printed, a terminal's control sequences; and letters of full width, which stand for others.
struct Gap {
    /// In bytes.
    let width: Int
    /// What a letter of full width stands for; nil where there is nothing to be read.
    let letter: UInt8?

    /// nil where the text begins with anything else.
    init?(_ text: ArraySlice<UInt8>) {
        guard let first = text.first else { return nil }
        switch first {
        case 0x1B: (width, letter) = (Self.sequence(text), nil)
        case 0...0x20, 0x7F: (width, letter) = (1, nil)
        case 0xC2...0xF4:
            guard let scalar = Self.scalar(text) else { return nil }
            switch scalar.value.value {
            case 0xFF01...0xFF5E:
                (width, letter) = (scalar.width, UInt8(truncatingIfNeeded: scalar.value.value - 0xFEE0))
            default:
                guard Self.isUnseen(scalar.value) else { return nil }
                (width, letter) = (scalar.width, nil)
            }
        default: return nil
        }
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
            || scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            || scalar.value == 0x2800
    }

    /// A character that UTF-8 writes with more than one byte.
    private static func scalar(_ text: ArraySlice<UInt8>) -> (value: Unicode.Scalar, width: Int)? {
        var decoder = Unicode.UTF8.ForwardParser()
        var bytes = text.prefix(4).makeIterator()
        guard case .valid(let encoded) = decoder.parseScalar(from: &bytes) else { return nil }
        return (Unicode.UTF8.decode(encoded), encoded.count)
    }

    /// The longest that is taken for one.
    private static let longest = 64

    /// `ESC [ … LETTER` and `ESC ] … BEL` (ECMA-48), else ESC and nothing more.
    private static func sequence(_ text: ArraySlice<UInt8>) -> Int {
        let rest = text.dropFirst().prefix(longest)
        let end =
            switch rest.first {
            case UInt8(ascii: "["): rest.dropFirst().firstIndex { !(0x20...0x3F).contains($0) }
            case UInt8(ascii: "]"): rest.firstIndex { $0 == 7 }
            default: nil as Int?
            }
        return end.map { $0 + 1 - text.startIndex } ?? 1
    }
}
