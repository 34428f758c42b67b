import Fleet

/// The report in one or two sentences.
struct ReportLead {
    let text: String

    init(_ report: FleetReport) {
        let glance = report.glance
        guard glance.clusters > 0 else {
            text = "Nothing is known of this period."
            return
        }
        let standing =
            glance.healthy == glance.clusters
            ? glance.clusters == 1 ? "The one cluster was healthy at the end of the period." : "All \(countText(glance.clusters)) clusters were healthy at the end of the period."
            : "\(countText(glance.healthy)) of \(countText(glance.clusters)) clusters were healthy at the end of the period"
                + "\(glance.failing > 0 ? ", \(countText(glance.failing)) failing" : "")\(glance.unknown > 0 ? ", \(countText(glance.unknown)) unknown" : "")."
        let availability = glance.availability.map { " Access was there \(shareText($0)) of the time that is known." } ?? ""
        let attention = report.attention.total
        let todo = attention == 0 ? " Nothing waits for a person." : attention == 1 ? " One thing needs a person." : " \(countText(attention)) things need a person."
        text = standing + availability + todo
    }
}

/// How fast incidents were seen and over, in a sentence or two.
struct RecoveryText {
    let sentence: String

    init(_ recovery: Recovery) {
        var parts = ["\(countText(recovery.opened)) began, \(countText(recovery.closed)) ended, \(countText(recovery.open)) \(recovery.open == 1 ? "was" : "were") open at the end."]
        if recovery.closed == 1, let longest = recovery.longest {
            parts.append("Time to recovery: \(elapsedText(longest)).")
        } else if let mean = recovery.mean, let median = recovery.median, let longest = recovery.longest {
            parts.append("Mean time to recovery \(elapsedText(mean)), median \(elapsedText(median)), longest \(elapsedText(longest)).")
        }
        if let detection = recovery.detection {
            parts.append("Half of them were seen within \(elapsedText(detection)) of the last healthy probe.")
        }
        if let acknowledgement = recovery.acknowledgement {
            parts.append("Half of those that somebody took on were taken on within \(elapsedText(acknowledgement)).")
        }
        sentence = parts.joined(separator: " ")
    }
}

extension Comparison {
    /// `up by 3, worse`; the words alone bear the meaning.
    var changeText: String {
        guard let now, let before else { return "not comparable" }
        guard direction != .same else { return "as before" }
        let difference = abs(now - before)
        let amount: String
        switch measure {
        case .availability:
            let points = Int(saturating: (difference * 10_000).rounded())
            amount = points == 0 ? "less than 0.01 points" : "\(points / 100).\(twoDigits(points % 100)) points"
        case .timeFailing, .recovery: amount = elapsedText(difference)
        default: amount = countText(Int(difference))
        }
        let judgement = verdict == .better || verdict == .worse ? ", \(verdict.rawValue)" : ""
        return "\(direction.rawValue) \(amount)\(judgement)"
    }
}
