package import ArgumentParser
import Fleet
import FoundationEssentials

/// What `-o` names, or where it does not, `KSFLEET_OUTPUT`: a format, or a template as kubectl takes it.
package struct OutputChoice: ExpressibleByArgument {
    package let format: OutputFormat
    /// What is printed of the document instead of all of it.
    package let path: JSONPath?
    /// Why it cannot be used; nil where it can.
    let mistake: String?

    private init(_ format: OutputFormat, path: JSONPath? = nil, mistake: String? = nil) {
        self.format = format
        self.path = path
        self.mistake = mistake
    }

    package init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts[0] {
        case "jsonpath": self = Self.template(parts.count == 2 ? parts[1] : "")
        case "go-template", "go-template-file", "jsonpath-file", "jsonpath-as-json", "custom-columns":
            self.init(
                .json,
                mistake: "\(parts[0]) is not supported; use \(Self.example), or -o json and a program such as jq")
        default:
            guard let format = OutputFormat(rawValue: argument) else { return nil }
            self.init(format)
        }
    }

    private static func template(_ text: String) -> OutputChoice {
        do throws(JSONPathError) {
            return OutputChoice(.json, path: try JSONPath(text))
        } catch {
            return OutputChoice(.json, mistake: "invalid jsonpath: \(printable(error.reason, limit: 200))")
        }
    }

    private static let example = "-o jsonpath='{.items[*].cluster}'"

    package static let allValueStrings = OutputFormat.allCases.map(\.rawValue) + ["jsonpath='{…}'"]
    package static let defaultCompletionKind = CompletionKind.list(
        OutputFormat.allCases.map(\.rawValue) + ["jsonpath="])
    package var defaultValueDescription: String { format.rawValue }

    /// `KSFLEET_OUTPUT`; a variable that is set to nothing is not set.
    static var wordOfEnvironment: String? {
        ProcessInfo.processInfo.environment["KSFLEET_OUTPUT"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where the command line names none.
    static var standard: OutputChoice {
        guard let word = wordOfEnvironment else { return OutputChoice(.table) }
        if let format = OutputFormat(rawValue: word) { return OutputChoice(format) }
        let formats = OutputFormat.allCases.map(\.rawValue)
        let near = Spelling.nearest(to: word, among: formats).map { "did you mean \($0)?" }
        return OutputChoice(
            .table,
            mistake: "KSFLEET_OUTPUT is \"\(printable(word, limit: 60))\"; "
                + (near ?? "it takes \(formats.joined(separator: ", "))"))
    }
}
