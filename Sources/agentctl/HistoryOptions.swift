import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

/// Which part of the history: shared by every command that lists it.
struct HistoryOptions: ParsableArguments {
    @Option(name: .long, help: "Only this cluster; may be given more than once.")
    var cluster: [String] = []

    @Option(name: .long, help: "Only this cause; may be given more than once.")
    var cause: [String] = []

    @Option(name: .long, help: "From this time on: 2h, 7d, yesterday, 2026-10-01, an RFC 3339 time, @epoch.")
    var since: String?

    @Option(name: .long, help: "Up to, and without, this time.")
    var until: String?

    @Option(name: .shortAndLong, help: "At most so many, the newest.")
    var limit = 50

    @Flag(name: .long, help: "Read days and times without a zone as UTC.")
    var utc = false

    func filter(now: Date) throws -> HistoryFilter {
        HistoryFilter(
            clusters: cluster.isEmpty ? nil : Set(cluster.map { ClusterID($0) }), causes: cause.isEmpty ? nil : Set(cause),
            since: try time(since, "--since", now), until: try time(until, "--until", now), limit: limit > 0 ? limit : nil)
    }

    private func time(_ text: String?, _ option: String, _ now: Date) throws -> Date? {
        guard let text else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = utc ? .gmt : .current
        guard let time = TimeExpression.parse(text, now: now, calendar: calendar) else {
            throw ValidationError("\(option) \(printable(text, limit: 40)) is no time: \(TimeExpression.forms)")
        }
        return time
    }
}
