import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

/// Which part of the history: shared by every command that lists it.
struct HistoryOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only this cluster; may be given more than once.", valueName: "name"), completion: .clusters)
    var cluster: [String] = []

    @Option(
        name: .long, parsing: .unconditional, help: Self.help("From this time on: 2h, 7d, yesterday, …"), transform: Self.time)
    var since: TimeExpression?

    @Option(name: .long, parsing: .unconditional, help: Self.help("Up to, and without, this time."), transform: Self.time)
    var until: TimeExpression?

    @Option(name: [.customShort("l", allowingJoined: true), .long], parsing: .unconditional, help: ArgumentHelp("At most so many rows, the newest; 0 for all.", valueName: "rows"))
    var limit = 100

    @Flag(name: .shortAndLong, help: "Say on standard error which stretch of time is read.")
    var verbose = false

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is less than 0") }
    }

    /// The part asked for, after a look whether the clusters named exist: one at least must.
    ///
    /// - Parameter defaultSince: Seconds before `--until`, or now, from which on to read where nothing is said.
    func filter(_ reader: HistoryReader, now: Date, zone: ClockZone, defaultSince: Double? = nil) async throws -> HistoryFilter {
        let until = until?.date(now: now, zone: zone)
        let since = since?.date(now: now, zone: zone) ?? defaultSince.map { (until ?? now).addingTimeInterval(-$0) }
        if let since, let until, since >= until {
            throw CommandFailure(.usage, "--since (\(since.rfc3339)) is not before --until (\(until.rfc3339)): nothing lies between them")
        }
        if !cluster.isEmpty {
            let missing = HistoryReader.missing(cluster, in: try await reader.status(now: now))
            guard missing.count < Set(cluster).count else { throw HistoryReader.unknown(missing) }
        }
        if verbose { StandardStream.error.note("from \(since?.rfc3339 ?? "the beginning") up to \((until ?? now).rfc3339), without it") }
        return HistoryFilter(
            clusters: cluster.isEmpty ? nil : Set(cluster.map { ClusterID($0) }), since: since, until: until,
            limit: limit == 0 ? nil : limit)
    }

    /// After what was found has been shown.
    ///
    /// - Throws: `partial` where the history lacks one of the clusters named.
    func checkWhole(_ reader: HistoryReader, now: Date) async throws {
        guard !cluster.isEmpty else { return }
        let missing = HistoryReader.missing(cluster, in: try await reader.status(now: now))
        guard missing.isEmpty else { throw HistoryReader.unknown(missing, status: .partial) }
    }

    /// Says on standard error that more may be there than was shown.
    func noteLimit(shown: Int) {
        guard limit > 0, shown >= limit else { return }
        StandardStream.error.note("stopped at the newest \(limit); --limit 0 shows all")
    }

    static func time(_ text: String) throws -> TimeExpression {
        do { return try TimeExpression(text) } catch { throw ValidationError("\(error)") }
    }

    private static func help(_ text: String) -> ArgumentHelp { ArgumentHelp("\(text)", valueName: "time") }
}

extension HistoryReader {
    /// Where the named clusters stand, or all of them.
    ///
    /// - Throws: `noSuchObject` where the history lacks one of the names.
    func status(of names: [String], now: Date) async throws -> [ClusterStatus] {
        let all = try await status(now: now)
        guard !names.isEmpty else { return all }
        let missing = Self.missing(names, in: all)
        guard missing.isEmpty else { throw Self.unknown(missing) }
        return all.filter { names.contains($0.cluster.rawValue) }
    }

    static func missing(_ names: [String], in all: [ClusterStatus]) -> [String] {
        names.filter { name in !all.contains { $0.cluster.rawValue == name } }
    }

    static func unknown(_ names: [String], status: ExitStatus = .noSuchObject) -> CommandFailure {
        let list = names.map { printable($0, limit: 100) }.joined(separator: ", ")
        return CommandFailure(
            status, "the history has no cluster \(list)",
            hint: "clusters are named as their kubeconfig contexts; list them: agentctl status",
            code: "no_such_cluster")
    }
}
