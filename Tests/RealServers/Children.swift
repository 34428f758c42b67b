import ChildPrograms
import Foundation

/// The programs that run beside the suite, written down so that a run that was killed leaves none behind.
struct Children {
    let file: URL

    private struct Child: Codable {
        let pid: Int32
        /// Clock ticks since the machine started, proc(5): with the pid, that process and no other.
        let startedAt: String
    }

    func add(_ running: Program.Running) throws {
        guard let startedAt = Self.startedAt(running.pid) else { return }
        try JSONEncoder().encode(recorded + [Child(pid: running.pid, startedAt: startedAt)]).write(to: file)
    }

    /// Asks those to end that are still there.
    func end() {
        for child in recorded where Self.startedAt(child.pid) == child.startedAt { kill(child.pid, SIGTERM) }
        try? FileManager.default.removeItem(at: file)
    }

    private var recorded: [Child] { (try? JSONDecoder().decode([Child].self, from: Data(contentsOf: file))) ?? [] }

    private static func startedAt(_ pid: Int32) -> String? {
        // The name of the program, in parentheses, may have spaces.
        let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let fields = stat?.split(separator: ")").last?.split(separator: " ")
        return fields.flatMap { $0.count > 19 ? String($0[19]) : nil }
    }
}
