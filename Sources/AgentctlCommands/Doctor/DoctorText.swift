import Console
import Fleet
import Reports

/// What the doctor has seen, for a terminal: a line for each cluster, then what is wrong with what to do, the gravest
/// last, where it is seen.
struct DoctorText {
    enum Detail {
        /// What failed.
        case failed
        /// What failed or warns.
        case wanting
        case all
    }

    let style: Style
    let width: Int?
    let detail: Detail

    func text(_ checks: [DoctorCheck]) -> String {
        let shown = DoctorCheck.Verdict.byWeight.flatMap { verdict in
            checks.filter { $0.verdict == verdict && isShown($0) }
        }
        var blocks: [[String]] = detail == .failed ? [] : [clusters(checks)]
        blocks += shown.map(block)
        blocks.append([Self.summary(checks, style)])
        let texts = blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
        return texts.joined(separator: shown.isEmpty ? "" : "\n")
    }

    private func isShown(_ check: DoctorCheck) -> Bool {
        switch detail {
        case .failed: check.verdict == .fail
        case .wanting: check.verdict == .fail || check.verdict == .warn
        case .all: true
        }
    }

    /// This machine first, then the clusters in the order in which they were checked.
    private func clusters(_ checks: [DoctorCheck]) -> [String] {
        var names: [String?] = [nil]
        for check in checks where !names.contains(check.cluster) { names.append(check.cluster) }
        let groups = zip(shown(names.map { $0.map { printable($0) } ?? "this machine" }), names).map { shown, name in
            (shown, checks.filter { $0.cluster == name })
        }.filter { !$0.1.isEmpty }
        let label = groups.map { displayWidth($0.0) }.max() ?? 0
        return groups.map { name, checks in
            name + String(repeating: " ", count: label - displayWidth(name)) + "  " + standing(checks)
        }
    }

    /// Long names are cut where they leave no room for how the cluster stands, unless two would look the same.
    private func shown(_ names: [String]) -> [String] {
        guard let width else { return names }
        let cut = names.map { shortened($0, width: max(20, width - Self.room), ellipsis: style.ellipsis) }
        return Set(cut).count == names.count ? cut : names
    }

    /// Columns of `FAIL 1 of 4 checks: connection`, and some more.
    private static let room = 36

    /// `pass 12 of 12 checks`, `FAIL 1 of 12 checks: connection`.
    private func standing(_ checks: [DoctorCheck]) -> String {
        let worst = DoctorCheck.Verdict.byWeight.last { verdict in checks.contains { $0.verdict == verdict } } ?? .pass
        let those = checks.filter { $0.verdict == worst }
        let asked = checks.count { $0.verdict != .skip }
        switch worst {
        case .pass: return style.paint("pass \(those.count) of \(asked) checks", .good)
        case .skip: return style.paint("skip", .quiet) + ", nothing could be checked"
        case .warn, .fail:
            let names = those.reduce(into: [String]()) { names, check in
                if !names.contains(check.check) { names.append(check.check) }
            }
            return style.paint("\(worst.rawValue.uppercased()) \(those.count) of \(asked) checks", those[0].tone)
                + ": \(names.joined(separator: ", "))"
        }
    }

    private func block(_ check: DoctorCheck) -> [String] {
        let word = check.verdict.rawValue.uppercased()
        let place = [check.cluster.map { printable($0) }, check.check].compactMap(\.self).joined(separator: ", ")
        let seen = hanging(printable(check.detail, limit: 1000), after: "      ", width: width)
        let remedy = check.nextStep?.here.lines(indent: "      ", style: style, width: width) ?? []
        return [style.paint(word, check.tone) + "  " + style.paint(place, .strong)] + seen + remedy
    }

    /// `3 fail, 1 warn, 40 pass`.
    static func summary(_ checks: [DoctorCheck], _ style: Style) -> String {
        let counts = DoctorCheck.Verdict.byWeight.reversed().compactMap { verdict -> String? in
            let those = checks.filter { $0.verdict == verdict }
            return those.first.map { style.paint("\(those.count) \(verdict.rawValue)", $0.tone) }
        }
        return counts.isEmpty ? "nothing to check" : counts.joined(separator: ", ")
    }
}

extension DoctorCheck.Verdict {
    /// What weighs least first.
    static let byWeight: [DoctorCheck.Verdict] = [.skip, .pass, .warn, .fail]
}
