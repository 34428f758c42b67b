import Fleet
import Foundation
import Store

/// What `agentctl policy replay` costs: every probe that is kept, decided again under a policy that would act on all it
/// may.
struct ReplayTimes {
    let path: String

    func run() async throws {
        let reader = try HistoryReader.open(path: path)
        let now = Date()
        let statuses = try await reader.status(now: now)
        let roles = Dictionary(uniqueKeysWithValues: statuses.map { ($0.cluster, $0.role ?? .member) })
        let policies = [
            ("observe", Policy()), ("auto", Policy(rules: [PolicyRule(causes: Cause.repairable, mode: .auto)])),
        ]
        print("policy     days    decisions kept    seconds")
        for (name, policy) in policies {
            for days in [30.0, 365] {
                let setting = PolicyReplay.Setting(
                    zones: ZoneTable(), labels: [:], roles: roles, ledger: try await reader.ledger())
                let started = ContinuousClock.now
                var replay = try await reader.foldProbes(
                    since: now - days * 86_400, until: now, into: PolicyReplay(policy: policy, setting: setting)
                ) { replay, probes in
                    replay.take(
                        probes.lazy.map { .init(cluster: $0.cluster, at: $0.at, health: $0.health, cause: $0.cause) })
                }
                replay.endRound()
                let seconds = (ContinuousClock.now - started) / .seconds(1)
                print(
                    name.padding(toLength: 8, withPad: " ", startingAt: 0)
                        + String(format: "%7.0f %17d %10.2f", days, replay.entries.count, seconds))
            }
        }
    }
}
