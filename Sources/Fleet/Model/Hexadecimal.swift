extension Sequence<UInt8> {
    /// Lower-case hexadecimal digits, two for each byte.
    package var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
