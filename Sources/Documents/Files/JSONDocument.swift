import Fleet
import FoundationEssentials

/// `{"items":[…],"schema":"agentctl.status/v1"}`: what every command prints for programs.
///
/// Keys are sorted, times are RFC 3339 in UTC, lengths of time are seconds, a value that there is none of is absent.
/// Fields are only ever added to a schema.
package struct JSONDocument<Item: Encodable>: Encodable {
    package let schema: String
    package let items: [Item]

    package init(schema: String, items: [Item]) {
        self.schema = schema
        self.items = items
    }

    /// One indented document.
    package func text() throws -> String { try jsonText(self, indented: true) + "\n" }

    /// One object a line, without the envelope.
    package func lines() throws -> String { try items.map { try jsonText($0) + "\n" }.joined() }
}

/// One JSON value on one line, or indented. It is fit for a terminal: what JSON allows unescaped but a terminal obeys
/// is escaped.
package func jsonText(_ value: some Encodable, indented: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
        indented ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
        var container = encoder.singleValueContainer()
        try container.encode(date.rfc3339)
    }
    return escapingUnsafe(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// RFC 8259 asks for escapes below U+0020 only; C1 controls and bidirectional overrides are no better on a terminal.
private func escapingUnsafe(_ json: String) -> String {
    if json.utf8.allSatisfy({ $0 < 0x7F }) { return json }
    var result = ""
    for scalar in json.unicodeScalars {
        let text = String(scalar)
        // The encoder's own line breaks stand between tokens; inside a string it has escaped them.
        if scalar == "\n" || printable(text) == text {
            result.unicodeScalars.append(scalar)
        } else {
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return result
}
