import Fleet

/// HTML that is safe by construction: what stands in the source is markup, and every text that is put into it is
/// escaped.
///
/// There is no way from a `String` to a `Markup` but through the escaper, so that no name and no message of a cluster
/// becomes an element.
struct Markup: Sendable, ExpressibleByStringInterpolation {
    private(set) var html: String

    init(stringLiteral literal: String) { html = literal }
    init(stringInterpolation interpolation: StringInterpolation) { html = interpolation.html }

    static func + (a: Markup, b: Markup) -> Markup { "\(a)\(b)" }
    static func += (a: inout Markup, b: Markup) { a.html += b.html }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ text: String) { html += escaped(text) }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ markups: [Markup]) { for markup in markups { html += markup.html } }
    }
}

extension [Markup] {
    func joined(by separator: Markup) -> Markup {
        guard let first else { return "" }
        return dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
    }
}

/// The one escaper: for the content of elements and for attributes in double quotes.
///
/// HTML, 13.3: `&`, `<`, `>` and quotes are all that could end a text or an attribute. Control and direction characters
/// are gone as well.
private func escaped(_ text: String) -> String {
    let clean = printable(text, limit: 2000)
    guard clean.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else {
        return clean
    }
    var result = ""
    result.reserveCapacity(clean.utf8.count + 16)
    for scalar in clean.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
