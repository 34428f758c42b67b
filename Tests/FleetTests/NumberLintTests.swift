import Foundation
import Testing

@Suite("The lint of numbers from outside")
struct NumberLintTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func lint(_ directory: URL) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.root.appending(path: "scripts/lint-numbers.sh")
        process.arguments = [directory.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }

    @Test("the sources hold no plain arithmetic on numbers from outside")
    func sources() throws {
        let result = try lint(Self.root)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        "plain arithmetic is found",
        arguments: [
            ("Sources/KubeSphere/a.swift", "let minute = Int64(days * 86_400) * 1_000_000_000", "ForeignTime"),
            ("Sources/Fleet/a.swift", "let age = Int(now.timeIntervalSince(date))", "Int(saturating:)"),
            (
                "Sources/Store/a.swift", "let at = Int64((date.timeIntervalSince1970 * 1000).rounded())",
                "Int(saturating:)"
            ),
            ("Sources/Kubernetes/Objects/a.swift", "    package var replicas: Int?", "ForeignCount"),
        ])
    func found(file: String, line: String, rule: String) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ksfleet-lint-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        for module in [
            "Fleet", "FleetModel", "Kubernetes/Objects", "KubeSphere", "Store", "Agent/Round", "AgentctlCommands",
            "Reports", "Control", "Notifications",
        ] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: "Sources/\(module)"), withIntermediateDirectories: true)
        }
        try Data("\(line)\n".utf8).write(to: directory.appending(path: file))
        let result = try lint(directory)
        #expect(result.status == 1 && result.output.contains("<- \(rule)"), "\(result)")
        try Data("\(line)  // fits: a test says so\n// \(line)\n".utf8).write(to: directory.appending(path: file))
        #expect(try lint(directory).status == 0)
    }
}
