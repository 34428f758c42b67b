package import FoundationEssentials

/// One time zone: when its clocks stand how far from UTC. Read from the bytes of a TZif file (RFC 9636), as
/// `/usr/share/zoneinfo` holds them.
package struct ZoneRules: Hashable, Sendable {
    /// Seconds since 1970 at which the offset changes, ascending.
    let transitions: [Int64]
    /// Seconds east of UTC from each transition on.
    let offsets: [Int]
    /// Seconds east of UTC before the first transition.
    let first: Int
    /// For every time after the last transition; nil where the file does not say.
    let footer: PosixZoneRule?

    package static let utc = ZoneRules(transitions: [], offsets: [], first: 0, footer: PosixZoneRule(standard: 0))

    /// Seconds east of UTC; nil after the last transition of a file that gives no rule for it.
    package func offset(at time: Date) -> Int? {
        let second = time.timeIntervalSince1970.rounded(.down)
        guard second.magnitude < 1e15 else { return nil }
        let at = Int64(second)
        guard let last = transitions.last else { return footer?.offset(at: at) ?? first }
        if at >= last { return footer?.offset(at: at) }
        let index = transitions.partitioningIndex { $0 > at }
        return index == 0 ? first : offsets[index - 1]
    }

    package func wallClock(at time: Date) -> WallClock? {
        offset(at: time).map {
            WallClock(
                localSeconds: Int64(saturating: time.timeIntervalSince1970.rounded(.down)).saturatingAdd(Int64($0)))
        }
    }
}

/// The zones that a policy names, as far as they could be read. UTC needs no file.
package struct ZoneTable: Hashable, Sendable {
    private var zones: [String: ZoneRules]

    package init(_ zones: [String: ZoneRules] = [:]) { self.zones = zones }

    package subscript(_ name: String) -> ZoneRules? { zones[name] ?? (name == "UTC" || name == "Etc/UTC" ? .utc : nil) }
}

extension Array {
    /// The first index whose element fulfils a condition that, once true, stays true.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
