import ArgumentParser
import ConfigurationFiles
import Fleet
import FoundationEssentials
import Store

/// What the history knows, for the shells; nothing, and no word about it, where there is none.
extension CompletionKind {
    static var clusters: CompletionKind { fromHistory { try await clusters($0) } }

    static var plans: CompletionKind {
        fromHistory { try await plans($0, states: [.proposed, .approved]) + clusters($0) }
    }

    static var runs: CompletionKind { fromHistory { try await runs($0) } }

    static var plansAndRuns: CompletionKind { fromHistory { try await plans($0, states: nil) + runs($0) } }

    static var incidents: CompletionKind { fromHistory { try await incidents($0, HistoryFilter(limit: most)) } }

    static var clustersAndIncidents: CompletionKind {
        fromHistory { try await clusters($0) + incidents($0, HistoryFilter(limit: most)) }
    }

    static var freezes: CompletionKind {
        fromHistory {
            try await $0.ledger().freezes.filter { $0.until.map { $0 > Date() } ?? true }.map {
                "\(HistoryName.freeze($0.id))"
            }
        }
    }

    static var mutes: CompletionKind {
        fromHistory { try await $0.mutes().filter { $0.holds(at: Date()) }.map { "\(HistoryName.mute($0.id))" } }
    }

    static var targets: CompletionKind {
        fromHistory { reader in
            let open = try await incidents(
                reader, HistoryFilter(since: Date(), until: Date(timeIntervalSinceNow: 1), limit: most))
            return try await clusters(reader) + plans(reader, states: [.proposed, .approved]) + open
                + Cause.repairable.map(\.rawValue).sorted()
        }
    }

    /// Those that are configured, and those that were told something.
    static var routes: CompletionKind {
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

    private static func plans(_ reader: HistoryReader, states: Set<PlanState>?) async throws -> [String] {
        try await reader.plans(HistoryFilter(limit: most), states: states).map { "\(HistoryName.plan($0.id))" }
    }

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
        names.map { ShellCompletions.word(printable($0), for: .requesting) }
    }
}
