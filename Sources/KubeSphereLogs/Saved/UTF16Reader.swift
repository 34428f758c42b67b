/// Reads the UTF-16 that PowerShell's `>` writes as the UTF-8 that it was: `kubectl logs … > file` (kubernetes#39007).
struct UTF16Reader {
    private let isLittleEndian: Bool
    private var odd: UInt8?
    private var highSurrogate: UInt16?

    /// nil where the beginning of a file is no UTF-16: without a mark, text whose letters are two bytes each, one of
    /// them zero.
    init?(head: [UInt8]) {
        if head.starts(with: [0xFF, 0xFE]) {
            isLittleEndian = true
        } else if head.starts(with: [0xFE, 0xFF]) {
            isLittleEndian = false
        } else {
            let sample = head.prefix(512)
            let (even, odd) = (Self.zeros(sample, 0), Self.zeros(sample, 1))
            guard sample.count >= 16, max(even, odd) * 4 >= sample.count, min(even, odd) * 16 < sample.count else {
                return nil
            }
            isLittleEndian = odd > even
        }
    }

    private static func zeros(_ bytes: ArraySlice<UInt8>, _ parity: Int) -> Int {
        bytes.indices.count { $0 % 2 == parity && bytes[$0] == 0 }
    }

    /// The next bytes as UTF-8; what is half there waits for the rest.
    mutating func read(_ chunk: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(chunk.count / 2 + 4)
        for byte in chunk {
            guard let first = odd else {
                odd = byte
                continue
            }
            odd = nil
            append(isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte), to: &text)
        }
        return text
    }

    private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
        if unit < 0x80 {
            text.append(UInt8(unit))
        } else if UTF16.isLeadSurrogate(unit) {
            highSurrogate = unit
        } else if UTF16.isTrailSurrogate(unit), let high = highSurrogate {
            highSurrogate = nil
            text += Array(String(decoding: [high, unit], as: UTF16.self).utf8)
        } else if unit != 0xFEFF {
            text += Array(String(decoding: [unit], as: UTF16.self).utf8)
        }
    }
}
