/// RFC 4180: CRLF between records, and quotes around a field that holds a comma, a quote or a line break.
package enum CSV {
    package static func text(header: [String]?, rows: [[String]]) -> String {
        ((header.map { [$0] } ?? []) + rows).map { $0.map(field).joined(separator: ",") }.joined(separator: "\r\n")
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
