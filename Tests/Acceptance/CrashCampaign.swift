import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store

/// One fleet and one history, in which repairs are killed again and again.
struct CrashCampaign {
    /// What is killed.
    enum Subject: String, CaseIterable {
        case repair, hopeless, restart, undo

        var steps: [String] {
            let forward = ["dry-run", "patch", "read-back", "restart", "rollout", "prove", "soak"]
            return switch self {
            case .repair, .undo: forward
            case .hopeless:
                forward.filter { $0 != "soak" } + ["roll-back", "restart-back", "rollout-back", "prove-back"]
            case .restart: ["restart", "rollout", "prove", "soak"]
            }
        }

        /// Every place at which a run of it can be killed by its journal.
        var points: [String] {
            ["gates:done"] + steps.flatMap { ["\($0):intended", "\($0):done"] }
                + steps.filter { $0 == "patch" || $0 == "restart" }.map { "\($0):asked" }
                + ["close:done"]
        }
    }

    struct Kill: CustomStringConvertible {
        let subject: Subject
        let cluster: String
        let first: String
        /// The recovery is killed as well, there.
        let second: String?
        /// The patch is lost on its way, and the server carries it out once everything is over.
        var isHeld = false

        var description: String {
            "\(subject.rawValue) on \(cluster), killed at \(first)" + (second.map { ", its recovery at \($0)" } ?? "")
                + (isHeld ? ", its patch held" : "")
        }
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    let fleet: SimulatedFleet
    let folder: URL

    static let members = ["m30", "m31", "m34", "m41"]

    static func with<Value>(_ body: (CrashCampaign) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-crash-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var configuration = FleetConfiguration.scene([
            ("m30", .v3_0, nil), ("m31", .v3_1, nil), ("m34", .v3_4, nil), ("m41", .v4_1, nil),
        ])
        configuration.rolloutDuration = .milliseconds(80)
        let campaign = CrashCampaign(fleet: try await SimulatedFleet.start(configuration), folder: folder)
        do {
            _ = try campaign.fleet.writeKubeconfig(to: folder.path)
            let value = try await body(campaign)
            await campaign.fleet.stop()
            try FileManager.default.removeItem(at: folder)
            return value
        } catch {
            await campaign.fleet.stop()
            throw error
        }
    }

    private func drive(_ verb: String, _ subject: String, kill: String? = nil) async throws -> Program.Result {
        let kubeconfig = folder.appending(path: "kubeconfig").path
        return try await Program(name: "repair-driver").run(
            [verb, folder.path, kubeconfig, subject] + (kill.map { [$0] } ?? []))
    }

    /// Breaks the member, kills its repair, takes it up again.
    ///
    /// - Returns: how the run that was killed ended; nil where it was killed before it began.
    func run(_ kill: Kill) async throws -> RepairAttempt.Outcome? {
        guard let cluster = fleet.cluster(named: kill.cluster) else {
            throw Failed(description: "no cluster \(kill.cluster)")
        }
        let history = folder.appending(path: "history.sqlite").path
        try await fleet.clearFault(on: kill.cluster)
        try await fleet.setFault(kill.subject == .restart ? .staleProcess : .maxAge, on: kill.cluster)
        if kill.subject == .hopeless { try await fleet.setFault(.proofRefused, on: kill.cluster) }
        var subject = kill.cluster
        if kill.subject == .undo {
            let repaired = try await drive("apply", kill.cluster)
            guard repaired.output.contains(" proved"), let run = repaired.output.split(separator: " ").first else {
                throw Failed(description: repaired.all)
            }
            subject = String(run)
        }
        let known =
            FileManager.default.fileExists(atPath: history)
            ? Set(try await HistoryReader.open(path: history).runs().map(\.id)) : []
        let held = FleetSimulator.Fault.holdWrite(WriteTarget("configmaps", times: 1))
        if kill.isHeld { try await fleet.setFault(held, on: kill.cluster) }
        let killed = try await drive(kill.subject == .undo ? "undo" : "apply", subject, kill: kill.first)
        guard killed.status == 137 || killed.status == 0, !killed.output.hasPrefix("refused:") else {
            throw Failed(description: killed.all)
        }
        if let second = kill.second { _ = try await drive("recover", "-", kill: second) }
        let recovery = try await drive("recover", "-")
        guard recovery.output.contains("open 0") else { throw Failed(description: "not taken up: \(recovery.all)") }
        if kill.isHeld { try await fleet.clearFault(held, on: kill.cluster) }
        let reader = try HistoryReader.open(path: history)
        guard let run = try await reader.runs().first(where: { !known.contains($0.id) }) else { return nil }
        try await check(run, cluster)
        guard try await reader.verifyJournal().isIntact else { throw Failed(description: "the chain is broken") }
        return run.outcome
    }

    /// Proved, rolled back or stopped; the document is the one that the outcome says; no write was made twice.
    private func check(_ run: RunRecord, _ cluster: SimulatedCluster) async throws {
        guard let outcome = run.outcome, [.proved, .rolledBack, .stopped].contains(outcome) else {
            throw Failed(description: "ended \(run.outcome?.rawValue ?? "never"): \(run.summary ?? "")")
        }
        let writes = try await cluster.storedWrites().filter {
            $0.manager == "ksfleet" && $0.annotations["ksfleet.io/run-id"] == run.id
        }
        let counted = Dictionary(grouping: writes) { "\($0.resource) \($0.annotations["ksfleet.io/step"] ?? "")" }
            .mapValues(\.count)
        guard counted.values.allSatisfy({ $0 == 1 }) else { throw Failed(description: "written twice: \(counted)") }
        guard outcome != .stopped || counted.keys.allSatisfy({ $0 == "configmaps fence" }) else {
            throw Failed(description: "stopped, and yet \(counted)")
        }
        let key = FingerprintKey(bytes: Array(try Data(contentsOf: folder.appending(path: "fingerprint.key"))))
        let digest = Fingerprint(ofText: try await cluster.configurationText() ?? "", key: key)
        guard digest == (outcome == .proved ? run.plan.digestAfter : run.plan.digestBefore) else {
            throw Failed(description: "\(outcome.rawValue), and another document is in place")
        }
        guard outcome != .proved || counted.keys.contains("deployments restart") else {
            throw Failed(description: "proved without a restart")
        }
    }
}
