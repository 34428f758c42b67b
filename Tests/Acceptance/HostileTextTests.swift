import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("What a cluster writes never reaches a terminal as more than text", .timeLimit(.minutes(10)))
struct HostileTextTests {
    private static let commands = [
        ["status", "--explain"], ["status", "-o", "json"], ["status", "-o", "csv"], ["history"],
        ["history", "--kind", "config", "-o", "jsonl"], ["blame", "m31"], ["blame", "m41", "-o", "csv"],
        ["incidents"], ["diff", "m34"], ["probe", "--explain"], ["probe", "-o", "json"], ["doctor"],
        ["doctor", "-o", "csv"], ["remediate", "plan", "m34"], ["journal"],
    ]

    @Test("no escape code, no override of direction, on a terminal and in a pipe, from 3.0 to 4.1")
    func hostile() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m30", .v3_0, .hostileText), ("m31", .v3_1, .hostileText), ("m34", .v3_4, .hostileText),
            ("m41", .v4_1, .hostileText),
        ]
        try await Scene.with(.scene(members)) { scene in
            let round = try await scene.agentd("--once", "--log-level", "debug")
            check(round, ["agentd"])
            let agentctl = Program(name: "agentctl", environment: scene.environment)
            for command in Self.commands {
                check(try await agentctl.run(command), command)
                check(try await agentctl.runOnTerminal(columns: 60, command + ["--color", "never"]), command)
            }
        }
    }

    private func check(_ result: Program.Result, _ command: [String]) {
        let unsafe = result.all.unicodeScalars.filter { scalar in
            let category = scalar.properties.generalCategory
            return (category == .control || category == .format) && !"\n\t\r".unicodeScalars.contains(scalar)
        }
        #expect(unsafe.isEmpty, "\(command): \(Set(unsafe.map { String($0.value, radix: 16) }))")
    }
}
