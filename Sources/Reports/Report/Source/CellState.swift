package import Fleet

/// What a cell says of one cluster's piece of the period: a day, or an hour.
///
/// By share of time, so that 20 seconds without an answer do not paint a day; but failing is never hidden, however
/// short.
package enum CellState: String, Encodable, Sendable, CaseIterable {
    case healthy
    /// Failing for less than a tenth of the time that is known.
    case brief
    /// Failing for less than half of it.
    case partly
    /// Failing for half of it and more.
    case failing
    /// Never seen failing, and for a tenth of the piece and more a probe could not say.
    case unknown
    /// Never seen failing, and for half of the piece and more nobody looked.
    case unwatched

    static let tenth = 0.1
    static let half = 0.5

    package init(_ time: WatchedTime) {
        if time.failing > 0 {
            let share = time.failing / time.known
            self = share >= Self.half ? .failing : share >= Self.tenth ? .partly : .brief
            return
        }
        guard time.total > 0, time.unwatched < time.total * Self.half else {
            self = .unwatched
            return
        }
        self = time.unknown >= time.total * Self.tenth ? .unknown : .healthy
    }
}
