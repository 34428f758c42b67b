package import ArgumentParser
import ConfigurationFiles
import Fleet
import FoundationEssentials
import Store

/// What the history knows, for the shells; nothing, and no word about it, where there is none.
extension CompletionKind {
    package static var clusters: CompletionKind { fromHistory { try await clusters($0) } }

    /// Those that can still be decided: approved only once, rejected until they are begun.
    package static var pendingPlans: CompletionKind {
        .custom { words, _, _ in
            let isApproval = words.contains("approve")
            return spelled(
                await names(words) { reader in
                    try await pendingPlans(reader).filter { !isApproval || $0.state == .proposed }.map(name)
                })
        }
    }

    package static var runs: CompletionKind { fromHistory { try await runs($0) } }

    package static var plansAndRuns: CompletionKind { fromHistory { try await plans($0) + runs($0) } }

    package static var incidents: CompletionKind { fromHistory { try await incidents($0, HistoryFilter(limit: most)) } }

    package static var clustersAndIncidents: CompletionKind {
        fromHistory { try await clusters($0) + incidents($0, HistoryFilter(limit: most)) }
    }

    package static var freezes: CompletionKind {
        fromHistory {
            try await $0.ledger().freezes.filter { $0.until.map { $0 > Date() } ?? true }.map {
                "\(HistoryName.freeze($0.id))"
            }
        }
    }

    package static var mutes: CompletionKind {
        fromHistory { try await $0.mutes().filter { $0.holds(at: Date()) }.map { "\(HistoryName.mute($0.id))" } }
    }

    /// What can be repaired now: plans that wait come first, then what fails of a cause that ksfleet repairs.
    package static var targets: CompletionKind {
        fromHistory { reader in
            let plans = try await pendingPlans(reader).map(name)
            let open = try await reader.incidents(
                HistoryFilter(since: Date(), until: Date(timeIntervalSinceNow: 1), limit: most)
            ).map(\.incident).filter { $0.closedAt == nil && Cause.repairable.contains($0.cause) }
            return plans + Set(open.map(\.cluster.rawValue)).sorted() + open.map { "\(HistoryName.incident($0.id))" }
                + Set(open.map(\.cause.rawValue)).sorted()
        }
    }

    /// `region=cn`, as agent.yaml gives them; behind a comma, those beside what is typed already.
    package static var labels: CompletionKind {
        .custom { words, index, _ in
            let named = value(of: ["--config"], in: words).last
            let labels = HistoryAgent.configuration(named)?.contexts.mapValues(\.labels) ?? [:]
            let typed = words.indices.contains(index) ? words[index] : ""
            let before = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
            let given = Set(before.split(separator: ",").map(String.init))
            return spelled(HistoryAgent.pairs(labels).filter { !given.contains($0) }.map { before + $0 })
        }
    }

    /// Those that are configured, and those that were told something.
    package static var routes: CompletionKind {
        .custom { words, _, _ in
            let configured =
                (try? ConfigurationOptions.parse(value(of: ["--config"], in: words)).load().notifications.map(
                    \.route.name)) ?? []
            let told = await names(words) { try await $0.routeStandings().map(\.route) }
            return spelled(Set(configured + told).sorted())
        }
    }

    private static let most = 200

    private static func clusters(_ reader: HistoryReader) async throws -> [String] {
        try await reader.status(now: Date()).map(\.cluster.rawValue)
    }

    private static func plans(_ reader: HistoryReader) async throws -> [String] {
        try await reader.plans(HistoryFilter(limit: most)).map(name)
    }

    /// Those that somebody is asked about, then those that were only looked at or are approved already.
    private static func pendingPlans(_ reader: HistoryReader) async throws -> [PlanRecord] {
        let plans = try await reader.plans(HistoryFilter(limit: most), states: [.proposed, .approved]).filter {
            $0.expiresAt > Date()
        }
        let isAsked = { (plan: PlanRecord) in plan.state == .proposed && plan.asks }
        return plans.filter(isAsked) + plans.filter { !isAsked($0) }
    }

    private static func name(_ plan: PlanRecord) -> String { "\(HistoryName.plan(plan.id))" }

    private static func runs(_ reader: HistoryReader) async throws -> [String] {
        try await reader.runs(HistoryFilter(limit: most)).map { "\(HistoryName.run($0.id))" }
    }

    private static func incidents(_ reader: HistoryReader, _ filter: HistoryFilter) async throws -> [String] {
        try await reader.incidents(filter).map { "\(HistoryName.incident($0.incident.id))" }
    }

    private static func fromHistory(_ read: @escaping @Sendable (HistoryReader) async throws -> [String])
        -> CompletionKind
    {
        .custom { words, _, _ in spelled(await names(words, read)) }
    }

    private static func names(_ words: [String], _ read: (HistoryReader) async throws -> [String]) async -> [String] {
        let path = (try? StoreOptions.parse(value(of: ["--db", "--config"], in: words)).path) ?? StoreFile.defaultPath
        guard let reader = try? HistoryReader.open(path: path) else { return [] }
        return (try? await read(reader)) ?? []
    }

    /// The options of these names with what follows them.
    private static func value(of options: Set<String>, in words: [String]) -> [String] {
        zip(words, words.dropFirst()).filter { options.contains($0.0) }.flatMap { [$0.0, $0.1] }
    }

    private static func spelled(_ names: [String]) -> [String] {
        names.map { ShellWord.spelled(printable($0), for: .requesting) }
    }
}
