import ChildPrograms
import Foundation
import Testing

/// What a command prints, held against a file that people have read: `Golden/NAME.txt`. `UPDATE_GOLDEN=1 swift test
/// --filter Golden` writes the files anew; read the difference before you commit it.
struct Golden {
    enum Way: Equatable {
        case terminal(UInt16)
        case pipe
        case format(String)

        static let all: [Way] = [
            .terminal(80), .terminal(40), .pipe, .format("json"), .format("jsonl"), .format("csv"),
        ]
        static let read: [Way] = [.terminal(80), .terminal(40), .pipe]
    }

    /// Where the programs are started, so that no path in their output depends on the machine.
    let folder: URL
    /// What is put in the place of what changes from run to run.
    var replaced: (String) -> String = { $0 }

    private static let files = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static var isUpdating: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }

    func check(_ name: String, _ arguments: [String], _ ways: [Way], sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        var parts: [String] = []
        for way in ways { parts.append(try await transcript(arguments, way)) }
        try Self.compare(name, parts.joined(separator: "\n"), sourceLocation: sourceLocation)
    }

    static func compare(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = files.appending(path: "\(name).txt")
        if isUpdating {
            try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
            return try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(
            text == known, "\(difference(known, text)); if it is meant: UPDATE_GOLDEN=1", sourceLocation: sourceLocation
        )
    }

    private func transcript(_ arguments: [String], _ way: Way) async throws -> String {
        let format: [String] = if case .format(let name) = way { ["-o", name] } else { [] }
        let words = arguments + format
        let environment = ["KSFLEET_DB": "history.sqlite", "KSFLEET_CONFIG": "agent.yaml", "NO_COLOR": "1"]
        let program = Program(name: "/usr/bin/env", environment: environment)
        let started = ["-C", folder.path, Program.folder.appending(path: "agentctl").path] + words
        let (title, result) =
            switch way {
            case .terminal(let columns):
                ("terminal of \(columns) columns", try await program.runOnTerminal(columns: columns, started))
            case .pipe, .format: ("pipe", try await program.run(started))
            }
        let errors = result.errors.isEmpty ? "" : "[standard error]\n\(result.errors)"
        let shown = words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
        // CRLF, as RFC 4180 has it, would be lost on the way through a checkout.
        let output = result.output.replacing("\r\n", with: "<CRLF>\n")
        return replaced("$ agentctl \(shown)\n[\(title)]\n\(output)\(errors)[exit \(result.status)]\n")
    }

    private static func difference(_ known: String, _ text: String) -> String {
        let (old, new) = (
            known.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(separator: "\n", omittingEmptySubsequences: false)
        )
        guard
            let line = (0..<max(old.count, new.count)).first(where: {
                $0 >= old.count || $0 >= new.count || old[$0] != new[$0]
            })
        else { return "the same" }
        return
            """
            line \(line + 1): expected \"\(line < old.count ? old[line] : "(end)")\", printed \
            \"\(line < new.count ? new[line] : "(end)")\"
            """
    }
}

extension String {
    /// Every time in the text, in the two forms that the programs write, moved by so many seconds.
    func movingTimes(by seconds: Double) -> String {
        replacing(/(\d{4}-\d\d-\d\d)([ T])(\d\d:\d\d:\d\d)/) { match in
            guard let date = try? Date("\(match.1)T\(match.3)Z", strategy: .iso8601) else { return String(match.0) }
            let moved = date.addingTimeInterval(seconds).formatted(.iso8601)
            return "\(moved.prefix(10))\(match.2)\(moved.dropFirst(11).prefix(8))"
        }
    }
}
