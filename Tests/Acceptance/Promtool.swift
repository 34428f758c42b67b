import ChildPrograms
import Foundation

/// Prometheus's own judge of what is served and of what is shipped (Debian's package prometheus, which scripts/deps.sh
/// installs).
enum Promtool {
    private static let program = Program(name: "/usr/bin/promtool")

    /// Its complaints about an exposition; empty where it has none.
    static func complaints(about exposition: String) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "exposition-\(UUID().uuidString)").path
        try exposition.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try await Program(name: "/bin/sh").run(["-c", "exec promtool check metrics <\"$0\"", file])
        return run.status == 0 ? run.all : "status \(run.status): \(run.all)"
    }

    static func run(_ arguments: String...) async throws -> Program.Result { try await program.run(arguments) }
}

/// The names of metrics in a text, be it an exposition, a query, or a page.
func metricNames(in text: String) -> Set<String> {
    Set(text.matches(of: /\b(?:ksfleet|process)_[a-z_]*[a-z]\b/).map { String($0.output) })
}
