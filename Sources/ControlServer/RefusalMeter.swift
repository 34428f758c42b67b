import FoundationEssentials

/// Which refusals are worth a record: the first of its kind, and then one a minute with the number of those between. A
/// client that asks ten thousand times costs a few rows.
struct RefusalMeter {
    private struct Kind: Hashable {
        let peer: UInt32
        let code: String
    }

    private var kinds: [Kind: (recordedAt: Date, unrecorded: Int)] = [:]
    private static let interval = 60.0
    /// Peers and codes that are told apart; a flood of further ones counts as one.
    private static let most = 256

    /// - Returns: how many refusals of this kind have gone unrecorded since the last record; nil where this one goes
    ///   unrecorded too.
    mutating func record(peer: UInt32, code: String, at time: Date) -> Int? {
        var kind = Kind(peer: peer, code: code)
        if kinds[kind] == nil, kinds.count >= Self.most {
            kinds = kinds.filter { time.timeIntervalSince($0.value.recordedAt) < Self.interval }
            if kinds.count >= Self.most { kind = Kind(peer: .max, code: "further") }
        }
        guard let known = kinds[kind], time.timeIntervalSince(known.recordedAt) < Self.interval else {
            let missed = kinds[kind]?.unrecorded ?? 0
            kinds[kind] = (time, 0)
            return missed
        }
        kinds[kind] = (known.recordedAt, known.unrecorded + 1)
        return nil
    }
}
