import Agent
import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Testing

@Suite("The pages in docs/ say what the programs do", .timeLimit(.minutes(3)))
struct DocumentationTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    private func page(_ name: String) throws -> String { try String(contentsOf: Self.docs.appending(path: name), encoding: .utf8) }

    @Test("operations.md has a section for each cause, with what it means, what to check and what the agent does, and for no other")
    func operations() throws {
        let sections = try page("operations.md").components(separatedBy: "\n### ").dropFirst()
        let codes = sections.map { String($0.dropFirst().prefix { $0 != "`" }) }
        #expect(codes.sorted() == Cause.allCases.map(\.rawValue).sorted())
        for section in sections {
            for part in ["- **Means:**", "- **Check:**", "- **The agent:**"] { #expect(section.components(separatedBy: part).count == 2, "\(part) in \(section)") }
        }
        for cause in Cause.repairable { #expect(sections.contains { $0.hasPrefix("`\(cause.rawValue)`") && $0.contains("**The agent:** may repair") }) }
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

    @Test("configuration.md has a row for each key of agent.yaml, and for no other")
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
        for row in try page("configuration.md").matches(of: /\n\| ([^|]+) \|/) {
            var last = ""
            for key in row.output.1.matches(of: /`([A-Za-z.]+)`/).map({ String($0.output.1) }) {
                last = key.hasPrefix(".") ? last.prefix { $0 != "." } + key : key
                told.insert(last)
            }
        }
        #expect(told == known, "only on the page: \(told.subtracting(known)); not on it: \(known.subtracting(told))")
        #expect(known.count > 20)
    }

    @Test("every page of docs/ is linked from the README, and every link between pages leads somewhere")
    func links() throws {
        let readme = try String(contentsOf: Self.docs.deletingLastPathComponent().appending(path: "README.md"), encoding: .utf8)
        let pages = try FileManager.default.contentsOfDirectory(atPath: Self.docs.path).filter { $0.hasSuffix(".md") }
        for name in pages {
            #expect(readme.contains("](docs/\(name))"), "README.md does not link to docs/\(name)")
            for link in try page(name).matches(of: /\]\(([a-z-]+\.md)[)#]/) {
                #expect(pages.contains(String(link.output.1)), "docs/\(name) links to \(link.output.1)")
            }
        }
    }
}
