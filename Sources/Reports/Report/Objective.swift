import Fleet

/// How much of the time access is to be there, and what is left of the time in which it may be away.
///
/// The error budget is of the time that is known, of all clusters together: (1 - objective) x (healthy + failing).
package struct Objective: Encodable, Sendable {
    package enum State: String, Encodable, Sendable { case met, missed, unknown }

    /// A share, such as 0.999.
    package let target: Double
    package let state: State
    /// Seconds of cluster time that may fail.
    package let budget: Double
    /// Seconds that did.
    package let used: Double
    /// Seconds that are left; less than zero where more failed than may.
    package let left: Double
    /// used / budget; absent where nothing is known.
    package let usedShare: Double?
    /// Clusters whose own availability is below the objective.
    package let clustersBelow: Int

    init(_ target: Double, _ lines: [ClusterLine]) {
        let time = lines.reduce(into: WatchedTime()) { $0 += $1.time }
        self.target = target
        budget = ((1 - target) * time.known).rounded()
        used = time.failing
        left = budget - used
        usedShare = budget > 0 ? used / budget : nil
        state = time.availability.map { Self.isMet($0, target) ? .met : .missed } ?? .unknown
        clustersBelow = lines.count { $0.availability.map { !Self.isMet($0, target) } ?? false }
    }

    /// 0.999 may be held as a hair more.
    package static func isMet(_ availability: Double, _ target: Double) -> Bool { availability >= target - 1e-9 }

    /// The share of `99.9%`, `99.9 %` or `99.9`: from 50 to below 100, since 0.999 is more often a slip than an
    /// objective.
    package static func share(percent text: String) -> Double? {
        let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let value = Double(digits.filter { $0 != " " }), (50..<100).contains(value) else { return nil }
        // 99.9 / 100 is a hair more than 0.999.
        return (value * 1e6).rounded() / 1e8
    }

    /// What `share(percent:)` takes, for an error.
    package static let expected = "a percentage from 50% to below 100% is expected, such as 99.9%"
}

extension Objective {
    /// `99.9 %`.
    package var targetText: String { Self.text(target) }

    package static func text(_ share: Double) -> String {
        let thousandths = Int(saturating: (share * 100_000).rounded())
        var digits = String(thousandths % 1000 + 1000).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "\(thousandths / 1000)\(digits.isEmpty ? "" : ".\(digits)") %"
    }

    /// `80 %`, of the budget that is used.
    package var usedText: String {
        guard let usedShare else { return "unknown" }
        if usedShare > 0, usedShare < 0.01 { return "< 1 %" }
        // Up, as what is left is cut: 100 % used is nothing left.
        return "\(countText(Int(saturating: (usedShare * 100).rounded(.up)))) %"
    }

    /// `objective 99.9 % met, 80 % of the error budget used, 5 h 10 min left`.
    var sentence: String {
        switch state {
        case .unknown: "objective \(targetText) cannot be judged"
        case .met: "objective \(targetText) met, \(usedText) of the error budget used, \(elapsedText(left)) left"
        case .missed: "objective \(targetText) missed, error budget exceeded by \(elapsedText(-left)) of cluster time"
        }
    }
}
