import ChildPrograms
import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import Testing

@Suite("The pages in docs/ say what the programs do", .timeLimit(.minutes(3)))
struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func page(_ name: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: name), encoding: .utf8)
    }

    /// Every page of Markdown, by its path from the repository's root.
    private static func pages() throws -> [String] {
        func named(_ folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).filter {
                $0.hasSuffix(".md")
            }.map {
                folder + $0
            }
        }
        return try (named("") + named("docs/") + named("docs/internals/")).sorted()
    }

    @Test(
        """
        causes.md has a section for each cause, with what it means, its evidence, what to check and what the agent \
        does, and for no other
        """
    )
    func causes() throws {
        let sections = try page("docs/causes.md").components(separatedBy: "\n### ").dropFirst()
        let codes = sections.map { String($0.dropFirst().prefix { $0 != "`" }) }
        #expect(codes.sorted() == Cause.allCases.map(\.rawValue).sorted())
        for section in sections {
            for part in ["- **Means:**", "- **Evidence:**", "- **Check:**", "- **The agent:**"] {
                #expect(section.components(separatedBy: part).count == 2, "\(part) in \(section)")
            }
        }
        for cause in Cause.repairable {
            #expect(
                sections.contains { $0.hasPrefix("`\(cause.rawValue)`") && $0.contains("**The agent:** may repair") })
        }
    }

    /// The codes of a section's list, `- \`mode\`: …`, and those in the sentences below it.
    private func codes(_ page: String, section: String, isListOnly: Bool) throws -> [String] {
        let text = try #require(try self.page(page).components(separatedBy: "\n## \(section)\n").dropFirst().first)
        let own = text.components(separatedBy: "\n## ")[0].split(separator: "\n")
        let lines = isListOnly ? own.filter { $0.hasPrefix("- `") } : own
        return lines.flatMap { line in
            line.matches(of: /`([a-z]+(?:-[a-z]+)*)`/).map { String($0.output.1) }.prefix(isListOnly ? 1 : .max)
        }
    }

    @Test("policy.md lists each gate of a decision in the order in which it is asked, and no other")
    func policyGates() throws {
        let listed = try codes("docs/policy.md", section: "Gates", isListOnly: true)
        #expect(listed == Gate.ofPolicy.map(\.rawValue))
    }

    @Test("safety.md names each gate of a plan, of an undo and of a run that begins, and no other")
    func planGates() throws {
        let named = Set(try codes("docs/safety.md", section: "Gates of a plan", isListOnly: false))
        #expect(named == Set(Gate.ofPlan.map(\.rawValue)))
        let open = try codes("docs/safety.md", section: "Gates that cannot be evaluated", isListOnly: false)
        #expect(Set(open).isSuperset(of: Gate.waivable.map(\.rawValue)))
    }

    /// The keys that a mapping takes, in the words of the error about one that it does not.
    /// Empty where it is no mapping of known keys.
    private func keys(_ text: String) -> [String] {
        do throws(ConfigurationError) { _ = try AgentConfiguration.parse(text, file: "agent.yaml") } catch {
            guard let list = error.description.firstMatch(of: /known keys: (.+)/) else { return [] }
            return list.output.1.split(separator: ", ").map(String.init)
        }
        return []
    }

    @Test("configuration.md lists each key of agent.yaml, and no other")
    func configuration() throws {
        let unknown = "qqqqqqqqqqqqqqqqqqqqqqqqqqqq"
        var known = Set(keys("\(unknown): 1"))
        for outer in known {
            let inner = keys("\(outer): {\(unknown): 1}")
            guard !inner.isEmpty else { continue }
            known.remove(outer)
            known.formUnion(inner.map { "\(outer).\($0)" })
        }
        known.formUnion(keys("contexts: {a: {\(unknown): 1}}").filter { $0 != "role" }.map { "contexts.NAME.\($0)" })
        var told: Set<String> = []
        for item in try page("docs/configuration.md").matches(of: /\n- (`[^(:]+)[(:]/) {
            var last = ""
            for key in item.output.1.matches(of: /`([A-Za-z.]+)`/).map({ String($0.output.1) }) {
                last = key.hasPrefix(".") ? last.prefix { $0 != "." } + key : key
                told.insert(last)
            }
        }
        #expect(told == known, "only on the page: \(told.subtracting(known)); not on it: \(known.subtracting(told))")
        #expect(known.count > 20)
    }

    @Test("every recipe of policy.md is a valid policy")
    func recipes() throws {
        let text = try page("docs/policy.md")
        let recipes = try #require(text.firstRange(of: "## Three recipes"))
        let keys = try #require(text.firstRange(of: "## Keys"))
        let blocks = text[recipes.upperBound..<keys.lowerBound].components(separatedBy: "\n\n").filter {
            $0.hasPrefix("    rules:")
        }
        #expect(blocks.count == 3)
        for block in blocks {
            let policy = block.split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
            #expect(throws: Never.self) { try PolicyFile.parse(policy, file: "policy.yaml") }
        }
    }

    @Test("docs/README.md leads to every page, and every link leads somewhere", arguments: try pages())
    func links(name: String) throws {
        let folder = name.contains("/") ? name.prefix(through: name.lastIndex(of: "/")!) : ""
        if name.hasPrefix("docs/"), name != "docs/README.md" {
            #expect(
                try page("docs/README.md").contains("](\(name.dropFirst("docs/".count))"),
                "docs/README.md does not lead to \(name)")
        }
        for link in try page(name).matches(of: /\]\(([^)# ]*)(#[^)]*)?\)/) where !link.output.1.contains("://") {
            let target = link.output.1.isEmpty ? name : String(folder + link.output.1)
            let file = Self.root.appending(path: target).standardizedFileURL
            #expect(FileManager.default.fileExists(atPath: file.path), "\(name) links to \(target)")
            guard let anchor = link.output.2, file.pathExtension == "md" else { continue }
            #expect(
                try Self.anchors(of: file).contains(String(anchor.dropFirst())), "\(name) links to \(target)\(anchor)")
        }
    }

    /// As GitHub makes them of headings.
    private static func anchors(of file: URL) throws -> Set<String> {
        let headings = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                String(
                    heading.drop { $0 == "#" }.dropFirst().lowercased().replacing(" ", with: "-").filter {
                        $0.isLetter || $0.isNumber || "-_".contains($0)
                    })
            })
    }

    @Test("README.md is a front page: 700 words at most")
    func frontPage() throws {
        #expect(try page("README.md").split(whereSeparator: \.isWhitespace).count <= 700)
    }

    @Test("rows of tables fit a terminal and a review: less than 160 characters", arguments: try pages())
    func tables(name: String) throws {
        for row in try page(name).split(separator: "\n") where row.hasPrefix("|") {
            #expect(row.count < 160, "\(name): \(row)")
        }
    }
}
