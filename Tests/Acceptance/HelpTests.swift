import ChildPrograms
import Foundation
import Testing

@Suite("Help is for whoever begins, and for whoever looks something up")
struct HelpTests {
    private let agentctl = Program(name: "agentctl", environment: ["COLUMNS": "80"])

    @Test(
        "the overview begins with five commands, groups all of them, and fits 80 columns",
        arguments: [[], ["help"], ["--help"], ["-h"]])
    func overview(arguments: [String]) async throws {
        let result = try await agentctl.run(arguments)
        #expect(result.status == 0 && result.errors.isEmpty)
        let titles = ["Start with:", "Look:", "Repair:", "Policy:", "Maintain:", "Help topics:"]
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.filter { titles.contains($0) } == titles)
        #expect(lines.drop { $0 != titles[0] }.dropFirst().prefix { !$0.isEmpty }.count == 5)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(!result.output.contains("141"))
    }

    @Test(
        "a topic is explained",
        arguments: ["exit-codes": "141  ", "time": "yesterday", "formats": "-o jsonl", "environment": "KSFLEET_DB"])
    func topics(topic: String, word: String) async throws {
        let result = try await agentctl.run(["help", topic])
        #expect(result.status == 0 && result.output.contains(word))
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(result)")
    }

    @Test("help on what is not there is an error that names what is near")
    func unknown() async throws {
        let near = try await agentctl.run(["help", "statsu"])
        #expect(near.status == 64 && near.output.isEmpty)
        #expect(
            near.errors == "agentctl: no command or help topic \"statsu\"\nhint: did you mean agentctl help status?\n")
        let below = try await agentctl.run(["help", "remediate", "aply"])
        #expect(below.errors.contains("hint: did you mean agentctl help remediate apply?"))
        let far = try await agentctl.run(["help", "foo"])
        #expect(far.status == 64 && far.errors.contains("hint: list them:\n      agentctl help\n"))
        let hostile = try await agentctl.run(["help", "a\u{1B}[31m"])
        #expect(!hostile.errors.contains("\u{1B}"))
    }

    @Test(
        "a command's own options come before those that many commands share",
        arguments: ["status", "remediate apply", "policy replay", "events"])
    func shared(command: String) async throws {
        let name = command.split(separator: " ").map { String($0) }
        let asked: [[String]] = [name + ["--help"], ["help"] + name]
        for words in asked {
            let result = try await agentctl.run(words)
            #expect(result.status == 0)
            let own = try #require(result.output.range(of: "\nOPTIONS:\n"))
            let shared = try #require(result.output.range(of: "\nGLOBAL OPTIONS:\n"))
            #expect(own.lowerBound < shared.lowerBound)
            #expect(result.output[shared.lowerBound...].contains("--config <path>"))
            #expect(!result.output[..<shared.lowerBound].contains("\n  --config <path>"))
        }
    }
}
