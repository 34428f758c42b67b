import ChildPrograms
import Foundation
import Testing

@Suite("The log under a real systemd", .serialized, .timeLimit(.minutes(10)))
struct JournalTests {
    @Test(
        "the journal has fields, ids and explanations for incidents, repairs and notifications, and no secret",
        .enabled(if: SystemdTests.canBoot, "needs root and systemd to boot one in a namespace"))
    func journal() async throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let run = try await Program(
            name: tests.appending(path: "systemd/run.sh").path, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        )
        .run([Program.folder.path, "journal.sh"])
        if run.status == 77 {
            withKnownIssue("systemd cannot be booted here: \(run.errors)") { Issue.record("not run") }
            return
        }
        #expect(run.status == 0 && run.output.contains("all checks passed"), "\(run.output)\n\(run.errors)")
    }
}
