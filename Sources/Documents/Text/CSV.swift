import Fleet

/// One record of RFC 4180: fields that need it in double quotes, CRLF at the end.
///
/// Control characters, line breaks among them, become spaces. A field that a spreadsheet would run as a formula gets an
/// apostrophe before it: texts of clusters are untrusted.
package func csvRecord(_ fields: [String]) -> String {
    fields.map(csvField).joined(separator: ",") + "\r\n"
}

private func csvField(_ text: String) -> String {
    var field = printable(text, limit: 10_000)
    if let first = field.first, "=+-@".contains(first), Double(field) == nil { field = "'" + field }
    guard field.contains(where: { $0 == "," || $0 == "\"" }) || field.first == " " || field.last == " " else {
        return field
    }
    // RFC 4180, 2.7: a double quote inside a field is escaped by another one.
    return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
