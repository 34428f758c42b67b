import Documents
import Fleet

/// What stands below the verdict: availability against the objective, and how much needs attention.
package struct ReportLead {
    package let text: String

    package init(_ report: FleetReport) {
        guard report.glance.clusters > 0 else {
            text = "Nothing is known of this period."
            return
        }
        text = [
            Self.standing(report.glance), Self.availability(report),
            Self.attention(report.attention.total, report.verdict.state),
        ]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Said where the headline does not say it.
    private static func standing(_ glance: Glance) -> String {
        let parts = [
            "\(countText(glance.healthy)) healthy", glance.failing > 0 ? "\(countText(glance.failing)) failing" : nil,
            glance.unknown > 0 ? "\(countText(glance.unknown)) unknown" : nil,
        ].compactMap(\.self)
        return glance.healthy == glance.clusters ? "" : "At the end of the period \(parts.joined(separator: ", "))."
    }

    private static func availability(_ report: FleetReport) -> String {
        guard let availability = report.glance.availability else { return "Availability is not known." }
        return
            """
            Availability \(shareText(availability)) of monitored \
            time\(report.objective.map { "; \($0.sentence)" } ?? "").
            """
    }

    /// A verdict that asks for attention is not followed by a sentence that denies it.
    private static func attention(_ count: Int, _ verdict: Verdict.State) -> String {
        if count == 0 { return verdict == .healthy ? "Nothing needs attention." : "" }
        return count == 1 ? "One item needs attention." : "\(countText(count)) items need attention."
    }
}

/// How fast incidents were detected and closed, in a sentence or two.
package struct RecoveryText {
    package let sentence: String

    package init(_ recovery: Recovery) {
        var parts = [
            """
            \(countText(recovery.opened)) opened, \(countText(recovery.closed)) closed, \(countText(recovery.open)) \
            open at the end.
            """
        ]
        if recovery.closed == 1, let longest = recovery.longest {
            parts.append("Time to recovery: \(elapsedText(longest)).")
        } else if let mean = recovery.mean, let median = recovery.median, let longest = recovery.longest {
            parts.append(
                """
                Mean time to recovery \(elapsedText(mean)), median \(elapsedText(median)), longest \
                \(elapsedText(longest)).
                """
            )
        }
        let medians = [
            recovery.detection.map { "to detect \(elapsedText($0))" },
            recovery.acknowledgement.map { "to acknowledge \(elapsedText($0))" },
        ].compactMap(\.self)
        if !medians.isEmpty { parts.append("Median time \(medians.joined(separator: ", ")).") }
        sentence = parts.joined(separator: " ")
    }
}

extension Comparison {
    /// `up 3, worse`; the words alone bear the meaning.
    package var changeText: String {
        guard let amount else { return direction == .same ? "unchanged" : "not comparable" }
        return "\(direction.rawValue) \(amount)\(judgement)"
    }

    /// `, worse`, where it is one or the other.
    package var judgement: String { verdict == .better || verdict == .worse ? ", \(verdict.rawValue)" : "" }

    /// By how much; nil where nothing changed, or nothing is known.
    package var amount: String? {
        guard let now, let before, direction != .same else { return nil }
        let difference = abs(now - before)
        switch measure {
        case .availability:
            let points = Int(saturating: (difference * 10_000).rounded())
            return points == 0 ? "less than 0.01 points" : "\(points / 100).\(twoDigits(points % 100)) points"
        case .timeFailing, .recovery: return elapsedText(difference)
        default: return countText(Int(difference))
        }
    }
}
