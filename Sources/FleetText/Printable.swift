/// Text from a cluster, made fit for a terminal: control characters (escape codes among them) and bidirectional
/// overrides become spaces, and a long text is cut at `limit` characters.
package func printable(_ text: String, limit: Int = 500) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        if count == limit { return String(result) + "…" }
        result.append(isUnsafeToPrint(scalar) ? " " : scalar)
        count += 1
    }
    return String(result)
}

private func isUnsafeToPrint(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
}
