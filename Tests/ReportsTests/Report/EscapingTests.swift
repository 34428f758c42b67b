import ChildPrograms
import Foundation
import Testing

@Suite("Texts that clusters and people bring", .timeLimit(.minutes(10)))
struct EscapingTests {
    /// Ends every kind of context that a text could stand in, and tries to speak to a terminal, a chat and a
    /// spreadsheet as well.
    static let planted =
        #"</title></style><script>alert(1)</script><img src=x onerror=alert(1)>"'&lt;](http://e.vil)|`@all`"#
        + "\u{1B}[2J\u{202E}\u{0}"

    @Test("no markup gets through to the HTML, wherever it is planted")
    func html() async throws {
        let html = try await ReportHistory(planted: Self.planted).report("-o", "html", "--title", Self.planted).output
        let lower = html.lowercased()
        #expect(!lower.contains("<script") && !lower.contains("<img") && !lower.contains("onerror=alert(1)>"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the text itself is still there")
        // One of each in the page's own head, none that a text ended early.
        for tag in ["title", "style"] {
            #expect(html.components(separatedBy: "</\(tag)>").count == html.components(separatedBy: "<\(tag)").count)
        }
        #expect(!html.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0 })
    }

    @Test("every element that the HTML opens is one of ours, and every attribute")
    func elements() async throws {
        let html = try await ReportHistory(planted: Self.planted).report("-o", "html").output
        let known: Set<String> = [
            "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "p",
            "dl", "dt", "dd", "div", "span", "br", "ul", "ol",
            "li", "a", "g", "h3", "figure", "figcaption", "svg", "desc", "path", "table", "caption", "thead", "tbody",
            "tr", "th", "td", "details", "summary", "code",
        ]
        let tags = html.matches(of: /<([a-zA-Z0-9]+)([^>]*)>/)
        #expect(tags.count > 100)
        for tag in tags {
            #expect(known.contains(String(tag.1)), "<\(tag.1)\(tag.2)>")
            let isOurs = tag.2.wholeMatch(of: /( [a-zA-Z:-]+="[^"<>]*")*\/?/) != nil
            #expect(isOurs, "<\(tag.1)\(tag.2)>")
        }
    }

    @Test("a terminal gets no escape codes, a chat no links and no mentions")
    func text() async throws {
        let history = try await ReportHistory(planted: Self.planted)
        for format in ["text", "markdown", "json"] {
            let output = try await history.report("-o", format).output
            #expect(
                !output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0 }, "\(format)"
            )
        }
        let markdown = try await history.report("-o", "markdown").output
        // Outside of code spans nothing of it is left.
        let outside = markdown.replacing(/`[^`\n]*`/, with: "")
        #expect(!outside.contains("e.vil") && !outside.contains("<script") && !outside.contains("@all"))
    }
}
