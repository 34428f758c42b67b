import Fleet
import Foundation
import Testing

@Suite("A next step keeps words and commands apart")
struct NextStepTests {
    private let check = NextStep("check its health", command: "kubectl --context edge-4 get nodes")

    @Test("a sentence that 0.1.0 stored is read as words without a command")
    func sentence() throws {
        let stored =
            #"""
            {"cause":"unreachable","severity":"warning","evidence":["e"],"nextStep":"check its health: kubectl get \#
            nodes"}
            """#
        let finding = try JSONDecoder().decode(Finding.self, from: Data(stored.utf8))
        #expect(finding.nextStep == NextStep("check its health: kubectl get nodes") && finding.nextStep.command == nil)
    }

    @Test("what is stored is read back, and what there is none of is absent")
    func stored() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for (step, json) in [
            (check, #"{"command":"kubectl --context edge-4 get nodes","text":"check its health"}"#),
            (.run("agentctl status"), #"{"command":"agentctl status"}"#),
            ("wait", #"{"text":"wait"}"#),
            (.run("agentctl status", then: ["wait"]), #"{"command":"agentctl status","then":[{"text":"wait"}]}"#),
        ] {
            let data = try encoder.encode(step)
            #expect(String(decoding: data, as: UTF8.self) == json)
            #expect(try JSONDecoder().decode(NextStep.self, from: data) == step)
        }
    }

    @Test("where there is one line, it says all of it in order")
    func oneLine() {
        #expect(check.oneLine == "check its health: kubectl --context edge-4 get nodes")
        #expect(
            NextStep("read its log", command: "a", then: [.run("b", then: ["c"])]).oneLine
                == "read its log: a; then b; then c")
    }
}
