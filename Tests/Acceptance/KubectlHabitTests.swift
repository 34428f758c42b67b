import ChildPrograms
import Foundation
import Testing

@Suite("Whoever comes from kubectl finds the way", .timeLimit(.minutes(2)))
struct KubectlHabitTests {
    private func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Program.Result {
        let history = try await RecordedHistory()
        let variables = environment.merging(["KSFLEET_DB": history.path]) { $1 }
        return try await Program(name: "agentctl", environment: variables).run(arguments)
    }

    @Test(
        "words that are no command here are answered with the one that is meant",
        arguments: [
            ("get clusters", "agentctl status"), ("get cluster edge-1 -o json", "agentctl status edge-1 -o json"),
            ("get incidents", "agentctl incidents"), ("get plans", "agentctl remediate list"),
            ("describe cluster edge-1", "agentctl status edge-1 --explain"),
            ("describe incident incident/2", "agentctl incidents show incident/2"), ("top", "agentctl status -w"),
            ("freeze end freeze/3", "agentctl unfreeze freeze/3"), ("unmute mute/1", "agentctl mute end mute/1"),
            ("incidents unack incident/2", "agentctl incidents release incident/2"),
            ("incidents unack 2", "agentctl incidents release incident/2"),
        ])
    func verbs(typed: String, meant: String) async throws {
        let result = try await run(typed.split(separator: " ").map(String.init))
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.errors.contains(" \(meant)\n"), "\(result)")
    }

    @Test("a slip in a command's name beside an incident's is told as such")
    func slip() async throws {
        let result = try await run(["incidents", "relase", "incident/2"])
        #expect(result.status == 64 && result.errors.contains("did you mean agentctl incidents release?"), "\(result)")
    }

    @Test("what Kubernetes has and no cluster is called is not taken for a cluster's name")
    func pods() async throws {
        let result = try await run(["get", "pods", "-A"])
        #expect(result.status == 64 && result.errors.contains("no command \"get\""), "\(result)")
        #expect(!result.errors.contains("status pods"), "\(result)")
    }

    @Test("--context is the cluster of that context, and refused with words where no cluster is named")
    func context() async throws {
        let named = try await run(["status", "edge-1", "-o", "name"])
        #expect(try await run(["--context", "edge-1", "status", "-o", "name"]).output == named.output)
        #expect(try await run(["history", "--context=edge-1"]).status == 0)
        let none = try await run(["version", "--context", "edge-1"])
        #expect(none.status == 64 && none.errors.contains("hint: clusters are named as their contexts"), "\(none)")
    }

    @Test(
        "a jsonpath is kubectl's",
        arguments: [
            ("{.schema}", "agentctl.status/v2"), (#"{.items[?(@.cluster=="edge-1")].cluster}"#, "edge-1"),
            (#"{range .items[?(@.health=="healthy")]}<{.health}>{end}."#, "<healthy><healthy><healthy>."),
            ("{.items[0:1].health} {.nothing}|{..schema}", "failing |agentctl.status/v2"),
        ])
    func paths(template: String, text: String) async throws {
        let result = try await run(["status", "-o", "jsonpath=\(template)"])
        #expect(result.status == 0 && result.output == text, "\(result)")
    }

    @Test(
        "a template that cannot be used says why",
        arguments: [
            ("jsonpath={.items", "invalid jsonpath"), ("jsonpath=.items", "stands in braces"),
            ("jsonpath={range .items[*]}", "{range} without {end}"),
            ("jsonpath={.items[0,x]}", "[0,x] is not supported"),
            ("go-template={{.items}}", "-o jsonpath="),
        ])
    func mistakes(output: String, words: String) async throws {
        let result = try await run(["status", "-o", output])
        #expect(result.status == 64 && result.output.isEmpty && result.errors.contains(words), "\(result)")
    }

    @Test("KSFLEET_OUTPUT names a format where -o does not, and -q leaves only errors on stderr")
    func defaults() async throws {
        let names = try await run(["status"], ["KSFLEET_OUTPUT": "name"])
        #expect(names.output.contains("edge-1\n") && !names.output.contains("\t"), "\(names)")
        #expect(try await run(["status", "-o", "json"], ["KSFLEET_OUTPUT": "name"]).output.hasPrefix("{"))
        let wrong = try await run(["status"], ["KSFLEET_OUTPUT": "jsn"])
        #expect(wrong.status == 64 && wrong.errors.contains("did you mean json?"), "\(wrong)")
        #expect(try await run(["history", "-n", "1", "-q"]).errors.isEmpty)
        #expect(try await !run(["history", "-n", "1"]).errors.isEmpty)
        #expect(try await !run(["status", "edge-9", "-q"]).errors.isEmpty)
    }

    @Test("a time and a number that say too little are answered with the forms that are taken")
    func forms() async throws {
        let until = try await run(["freeze", "--until", "tomorrow", "--reason", "x"])
        #expect(until.status == 64 && until.errors.contains("2026-12-27 08:00"), "\(until)")
        let length = try await run(["freeze", "--until", "4h", "--reason", "x"])
        #expect(length.errors.contains("--for 4h"), "\(length)")
        let below = try await run(["undo", "plan/2"])
        #expect(below.errors.contains("did you mean agentctl remediate undo?"), "\(below)")
    }
}
