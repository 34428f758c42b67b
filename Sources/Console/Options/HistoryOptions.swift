package import ArgumentParser
package import Fleet
package import FoundationEssentials
package import Reports
package import Store

/// Which part of the history: shared by every command that lists it.
package struct HistoryOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only this cluster, or those that match a glob such as 'prod-*'; may be given more than once.",
            valueName: "name"), completion: .clusters)
    package var cluster: [String] = []

    @OptionGroup package var labels: LabelOptions

    @Option(
        name: .long, parsing: .unconditional, help: Self.help("From this time on: 2h, 7d, yesterday, …"),
        transform: Self.time)
    package var since: TimeExpression?

    @Option(
        name: .long, parsing: .unconditional, help: Self.help("Up to, and without, this time."), transform: Self.time)
    package var until: TimeExpression?

    @Option(
        name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("At most so many rows, the newest; 0 for all.", valueName: "rows"))
    package var limit = 100

    @Flag(name: .shortAndLong, help: "Say on standard error which stretch of time is read.")
    package var verbose = false

    package func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is less than 0") }
        // What -l was before labels could select here.
        guard let rows = labels.selector.first(where: { Int($0) != nil }) else { return }
        throw ValidationError("-l takes a label (key=value); the number of rows is -n \(rows)")
    }

    /// The part asked for, after a look whether the clusters named exist: one at least must.
    ///
    /// - Parameters:
    ///   - names: clusters that were named beside `--cluster`.
    ///   - config: where the labels of clusters stand; nil where it was not named.
    ///   - defaultSince: Seconds before `--until`, or now, from which on to read where nothing is said.
    package func filter(
        _ reader: HistoryReader, names: [String] = [], config: String?, now: Date, zone: ClockZone,
        defaultSince: Double? = nil
    ) async throws -> HistoryFilter {
        let until = until?.date(now: now, zone: zone)
        let since = since?.date(now: now, zone: zone) ?? defaultSince.map { (until ?? now).addingTimeInterval(-$0) }
        if let since, let until, since >= until {
            throw CommandFailure(
                .usage, "--since (\(since.rfc3339)) is not before --until (\(until.rfc3339)): nothing lies between them"
            )
        }
        let clusters = try await selected(reader, cluster + names, config, now)
        if verbose {
            StandardStream.error.tell(
                "from \(since?.rfc3339 ?? "the beginning") up to \((until ?? now).rfc3339), without it")
        }
        return HistoryFilter(clusters: clusters, since: since, until: until, limit: limit == 0 ? nil : limit)
    }

    /// nil for all of them.
    private func selected(_ reader: HistoryReader, _ named: [String], _ config: String?, _ now: Date) async throws
        -> Set<ClusterID>?
    {
        guard !named.isEmpty || !labels.selector.isEmpty else { return nil }
        let known = try await reader.status(now: now).map(\.cluster)
        let found = ClusterNames(named, among: known)
        guard !found.found.isEmpty || named.isEmpty else { throw HistoryReader.unknown(found) }
        return try labels.select(named.isEmpty ? known : found.found.sorted()) {
            try HistoryAgent.labels(HistoryAgent.configuration(config))
        }
    }

    /// After what was found has been shown.
    ///
    /// - Throws: `partial` where the history lacks one of the clusters named.
    package func checkWhole(_ reader: HistoryReader, names: [String] = [], now: Date) async throws {
        let named = cluster + names
        guard !named.isEmpty else { return }
        let found = ClusterNames(named, among: try await reader.status(now: now).map(\.cluster))
        guard found.missing.isEmpty else { throw HistoryReader.unknown(found, status: .partial) }
    }

    /// Says on standard error that more may be there than was shown.
    package func noteLimit(shown: Int) {
        guard limit > 0, shown >= limit else { return }
        StandardStream.error.note("showing the newest \(limit) (--limit 0 for all)")
    }

    package static func time(_ text: String) throws -> TimeExpression {
        do { return try TimeExpression(text) } catch { throw ValidationError("\(error)") }
    }

    private static func help(_ text: String) -> ArgumentHelp { ArgumentHelp("\(text)", valueName: "time") }

    package init() {}
}

extension HistoryReader {
    /// Where the clusters of these names and globs stand, or all of them.
    ///
    /// - Throws: `noSuchObject` where the history lacks one of the names.
    package func status(of names: [String], now: Date) async throws -> [ClusterStatus] {
        let all = try await status(now: now)
        guard !names.isEmpty else { return all }
        let found = ClusterNames(names, among: all.map(\.cluster))
        guard found.missing.isEmpty else { throw Self.unknown(found) }
        return all.filter { found.found.contains($0.cluster) }
    }

    /// The one cluster of this name, or that matches this glob.
    ///
    /// - Throws: `noSuchObject` where there is none, `usage` where there are several.
    package func cluster(named name: String, now: Date) async throws -> ClusterID {
        let found = try await status(of: [name], now: now).map(\.cluster)
        guard let first = found.first, found.count == 1 else {
            let names = found.prefix(5).map { printable($0.rawValue) }.joined(separator: ", ")
            throw CommandFailure(
                .usage, "\(printable(name, limit: 100)) matches \(found.count) clusters, and this command takes one",
                hint: "one of \(names)\(found.count > 5 ? ", …" : "")")
        }
        return first
    }

    package static func unknown(_ names: ClusterNames, status: ExitStatus = .noSuchObject) -> CommandFailure {
        let list = names.missing.map { printable($0, limit: 100) }.joined(separator: ", ")
        let near = names.near.map { "did you mean \(shellWord(printable($0.rawValue)))? " } ?? ""
        return CommandFailure(
            status, "the history has no cluster \(list)",
            hint: NextStep(
                "\(near)clusters are named as their kubeconfig contexts; list them", command: "agentctl status"),
            code: "no_such_cluster")
    }
}
