import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

/// Which of the clusters `agentctl status` shows.
struct StatusSelection: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Only these clusters: names, or globs such as 'prod-*'.", valueName: "cluster"),
        completion: .clusters)
    var clusters: [String] = []

    @OptionGroup var labels: LabelOptions
    @OptionGroup var causes: CauseOptions

    @Flag(name: .long, help: "Include clusters not probed for two days while others were (no longer watched).")
    var all = false

    var isAll: Bool { clusters.isEmpty && labels.selector.isEmpty && causes.cause.isEmpty }

    /// What was selected, and what could not be.
    struct Result {
        let items: [StatusItem]
        let names: ClusterNames
        /// Those that are not watched any more.
        let leftOut: [ClusterID]

        var missing: [String] { names.missing }

        func noteLeftOut() {
            guard !leftOut.isEmpty else { return }
            let names =
                leftOut.prefix(3).map { printable($0.rawValue) }.joined(separator: ", ")
                + (leftOut.count > 3 ? " and \(leftOut.count - 3) more" : "")
            StandardStream.error.note(
                "left out, since they have not been probed for two days while others were: \(names); --all shows them")
        }
    }

    /// - Throws: `noSuchObject` where no cluster at all is of the names, or has the labels.
    func of(_ reading: StatusReading, _ agent: HistoryAgent) throws -> Result {
        let names = ClusterNames(clusters, among: reading.statuses.map(\.cluster))
        guard names.missing.isEmpty || !names.found.isEmpty else { throw HistoryReader.unknown(names) }
        let (shown, leftOut) = watched(reading.statuses, names)
        let labelled = try labels.select(shown.map(\.cluster), labels: agent.requiredLabels)
        let items = try withCauses(
            shown.filter { labelled.contains($0.cluster) }.map {
                StatusItem($0, agent: reading.standings[$0.cluster] ?? [], mutes: reading.mutes)
            })
        return Result(items: items, names: names, leftOut: leftOut)
    }

    /// A cause counts wherever it was found: a warning of a healthy cluster, too.
    private func withCauses(_ items: [StatusItem]) throws -> [StatusItem] {
        guard let codes = try causes.codes() else { return items }
        return items.filter { item in
            let found = item.findings.map(\.cause.rawValue) + [item.cause?.rawValue].compactMap { $0 }
            return !codes.isDisjoint(with: found)
        }
    }

    /// What is asked for by name, or what is still watched. A cluster that does not answer is probed once a day at
    /// least (backoff.longest); one that is not probed at all was taken out of the configuration, and what it was then
    /// is not how the fleet is.
    private func watched(_ statuses: [ClusterStatus], _ names: ClusterNames) -> (
        shown: [ClusterStatus], leftOut: [ClusterID]
    ) {
        guard clusters.isEmpty else { return (statuses.filter { names.found.contains($0.cluster) }, []) }
        guard !all, let newest = statuses.map(\.lastProbe).max() else { return (statuses, []) }
        let isWatched = { (status: ClusterStatus) in newest.timeIntervalSince(status.lastProbe) <= Self.longestRest }
        return (statuses.filter(isWatched), statuses.filter { !isWatched($0) }.map(\.cluster))
    }

    /// Seconds.
    private static let longestRest = 172_800.0
}

/// In which order clusters are shown.
enum StatusOrder: String, CaseIterable, ExpressibleByArgument {
    /// Failing, unknown, healthy; then by name.
    case health
    case name, cause, version
    /// What has lasted longest comes first.
    case since
    /// The most failures come first.
    case failures
    /// The oldest probe comes first.
    case probed

    /// Equal ones stay in the order of health.
    func sorted(_ items: [StatusItem]) -> [StatusItem] {
        let items = items.sorted()
        return switch self {
        case .health: items
        case .name: items.sorted { $0.cluster < $1.cluster }
        case .cause: stable(items) { $0.cause?.rawValue ?? "~" }
        case .version: stable(items) { $0.version ?? "~" }
        case .since: stable(items) { $0.since ?? .distantFuture }
        case .failures: stable(items) { -($0.failuresInLastHour ?? 0) }
        case .probed: stable(items) { $0.lastProbe }
        }
    }

    private func stable(_ items: [StatusItem], _ key: (StatusItem) -> some Comparable) -> [StatusItem] {
        items.enumerated().sorted { a, b in
            let (x, y) = (key(a.element), key(b.element))
            return x == y ? a.offset < b.offset : x < y
        }.map(\.element)
    }
}
