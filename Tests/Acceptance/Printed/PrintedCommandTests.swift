import AgentctlCommands
import Foundation
import Testing

@Suite("Every command that is printed works as printed", .timeLimit(.minutes(5)))
struct PrintedCommandTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func files(_ folder: String, _ ending: String) throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter {
            $0.hasSuffix(ending)
        }.sorted().map { name in
            ("\(folder)/\(name)", try String(contentsOf: root.appending(path: "\(folder)/\(name)"), encoding: .utf8))
        }
    }

    private func check(_ commands: [PrintedCommand], atLeast fewest: Int) async throws {
        #expect(commands.count >= fewest, "only \(commands.count) commands were found: the search has gone blind")
        var seen: Set<String> = []
        for command in commands where seen.insert(command.line).inserted {
            let mistake = try await CommandCheck.mistake(in: command)
            #expect(mistake == nil, "\(command): \(mistake ?? "")")
        }
    }

    /// A transcript of `Golden` is one part for each way; those of JSON and CSV are data.
    private func transcripts(_ file: (name: String, text: String)) throws -> [PrintedCommand] {
        let parts: [Substring] = file.text.split(separator: /\n(?=[$] agentctl )/)
        return try parts.flatMap { part -> [PrintedCommand] in
            let title = String(part.prefix { $0 != "\n" })
            let lines = part.split(separator: "\n").map(String.init)
            if title.hasSuffix("-o json") || title.hasSuffix("-o jsonl") {
                let output = lines.dropFirst(2).prefix { !$0.hasPrefix("[") }.joined(separator: "\n")
                let documents = title.hasSuffix("-o json") ? [output] : output.split(separator: "\n").map(String.init)
                return try documents.filter { !$0.isEmpty }.flatMap { try PrintedText.json($0, place: file.name) }
            }
            let text = title.hasSuffix("-o csv") ? String(part).replacing(/"|,|<CRLF>/, with: "\t") : String(part)
            return PrintedText.lines(text, place: file.name)
        }
    }

    @Test("in what the reading commands print, on terminals, into pipes and as data")
    func golden() async throws {
        // What receivers are told is no transcript: NoticeGoldenTests reads it.
        let files = try Self.files("Tests/Acceptance/Golden", ".txt").filter { !$0.name.hasSuffix("/notices.txt") }
        try await check(files.flatMap(transcripts), atLeast: 100)
    }

    @Test("in the report, whatever its format")
    func report() async throws {
        let folder = "Tests/ReportsTests/Golden"
        try await check(Self.files(folder, ".txt").flatMap { PrintedText.lines($0.text, place: $0.name) }, atLeast: 1)
        try await check(Self.files(folder, ".html").flatMap { PrintedText.html($0.text, place: $0.name) }, atLeast: 1)
        try await check(Self.files(folder, ".md").flatMap { PrintedText.markdown($0.text, place: $0.name) }, atLeast: 1)
        try await check(
            Self.files(folder, ".json").flatMap { try PrintedText.json($0.text, place: $0.name) }, atLeast: 1)
    }

    @Test("in the help of every command")
    func help() async throws {
        try await check(
            AgentctlProgram.helpTexts.sorted { $0.key < $1.key }.flatMap {
                PrintedText.help($0.value, place: "\($0.key) --help")
            },
            atLeast: 60)
    }

    @Test("in the examples of the manual pages")
    func manuals() async throws {
        let examples = try String(
            contentsOf: Self.root.appending(path: "packaging/manuals/examples"), encoding: .utf8)
        let commands = examples.split(separator: "\n").map {
            PrintedCommand(line: String($0), place: "packaging/manuals/examples")
        }
        try await check(commands, atLeast: 40)
    }

    @Test("in the pages")
    func pages() async throws {
        let pages = try Self.files("docs", ".md") + Self.files(".", "README.md")
        try await check(pages.flatMap { PrintedText.page($0.text, place: $0.name) }, atLeast: 60)
    }

    @Test("no hint of the sources hides a command among its words, where a narrow terminal would break it")
    func hints() throws {
        let folder = Self.root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap
        { $0 as? URL }
        .filter { $0.pathExtension == "swift" }
        #expect(files.count > 100)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for hint in text.matches(of: /hint:\s*"[^"\n]*(?:agentctl|kubectl) [a-z-][^\n]*/) {
                Issue.record("\(file.lastPathComponent): \(hint.output)")
            }
        }
    }

    @Test(
        "a wrong one is found, wherever it stands",
        arguments: [
            "agentctl remediate aprove plan/2", "agentctl status --watch-out",
            "agentctl freeze --for 4h --until 2030-01-01",
            "agentctl diff",
            "next: kubectl --context m get pods -l app=redis and do not restart ks-apiserver",
            "agentctl remediate show 2, then: agentctl remediate approve 2",
            "hint: list them: agentctl incidnets", "agentctl status 'edge-1", "kubectl gett pods",
            "kubectl --context m get pods --colour",
            "kubectl rollout restrat deployment x",
            "kubectl patch cc ks-installer --type merge -p '{\"jwtSecret\":\"<the host's>\"}'",
            "KUBECONFIG=a:b kubectl --contxt m get pods",
            "agentctl status edge-1, which says more", "agentctl remediate plan <cluster>",
        ])
    func planted(line: String) async throws {
        guard CommandCheck.hasKubectl || !line.contains("kubectl ") else {
            return print("kubectl is not installed: its commands are not checked")
        }
        let found = PrintedText.lines(line, place: "planted")
        #expect(found.count == 1)
        for command in found { #expect(try await CommandCheck.mistake(in: command) != nil, "\(command)") }
        let escaped = line.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        #expect(
            PrintedText.html("<p>Next: <code>\(escaped)</code></p>", place: "").count == 1
                && PrintedText.help("  \(line)", place: "").count <= 1)
    }

    @Test(
        "a right one is taken, with what a shell takes off",
        arguments: [
            "agentctl remediate approve plan/2", "hint: list them: agentctl incidents",
            "sudo -u ksfleet agentctl store backup /var/backups/a.sqlite",
            "agentctl status -o json | jq '.items[] | select(.health != \"healthy\")'",
            "KUBECONFIG=a:b kubectl --context 'my prod' get pods",
            "kubectl -n kubesphere-system logs deploy/ks-apiserver --timestamps | agentctl logs analyze -",
            "agentctl report > report.html 2>&1", "agentctl --version",
            "kubectl --context m -n kubesphere-system get deployment ks-apiserver -o jsonpath='{..resources}'",
            "next: agentctl incidents show incident/3  # why",
        ])
    func right(line: String) async throws {
        let found = PrintedText.lines(line, place: "planted")
        #expect(found.count == 1)
        for command in found { #expect(try await CommandCheck.mistake(in: command) == nil, "\(command)") }
    }
}
