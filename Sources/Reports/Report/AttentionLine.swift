import Documents
package import Fleet
package import FoundationEssentials

/// Something that ends soon, as the last probe found it.
package struct ExpiryLine: Sendable {
    package let cluster: ClusterID
    package let severity: Finding.Severity
    /// Absent where the finding does not name the moment.
    package let endsAt: Date?
    package let what: [Statement]
    package let nextStep: NextStep

    /// What ends first stands first.
    static func all(_ standing: [ReportSource.Standing]) -> [ExpiryLine] {
        standing.flatMap { standing in
            standing.findings.filter { $0.cause == .credentialsExpire }.map { finding in
                ExpiryLine(
                    cluster: standing.cluster, severity: finding.severity, endsAt: finding.endsAt,
                    what: finding.evidence,
                    nextStep: finding.nextStep)
            }
        }.sorted {
            ($0.endsAt ?? .distantFuture, $0.cluster, $0.words(.plain))
                < ($1.endsAt ?? .distantFuture, $1.cluster, $1.words(.plain))
        }
    }
}

extension ExpiryLine: Encodable {
    private enum CodingKeys: CodingKey { case cluster, severity, endsAt, what, nextStep }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(cluster, forKey: .cluster)
        try fields.encode(severity, forKey: .severity)
        try fields.encodeIfPresent(endsAt, forKey: .endsAt)
        try fields.encode(words(.plain), forKey: .what)
        try fields.encode(nextStep, forKey: .nextStep)
    }

    package func words(_ words: Words) -> String { what.map(words.text).joined(separator: "; ") }
}

/// Something that will not mend itself: what is wrong, why, and what to do.
package struct AttentionLine: Sendable {
    package let cluster: ClusterID?
    package let severity: Finding.Severity
    /// What it has in common with others: the cause, or the kind of decision that is wanted.
    package let topic: String
    package let what: String
    package let why: [Statement]
    package let nextStep: NextStep

    /// The gravest first.
    static func all(_ source: ReportSource, _ incidents: [IncidentLine], _ repairs: [RepairLine]) -> [AttentionLine] {
        let findings = Dictionary(source.currentStanding.map { ($0.cluster, $0.findings) }) { first, _ in first }
        let lines =
            incidents.filter(\.isOpen).map { line in
                open(line, findings[line.cluster] ?? [], source.waiting.first { $0.concerns(line) }, source.zone)
            }
            + repairs.filter { needsPerson($0, among: repairs) }.map(repair) + breaker(source)
            + source.waiting.filter { plan in !incidents.contains { $0.isOpen && plan.concerns($0) } }
            .map { waiting($0, source.zone) } + warnings(source, incidents)
        return lines.enumerated().sorted { a, b in
            a.element.severity == b.element.severity ? a.offset < b.offset : a.element.severity > b.element.severity
        }.map(\.element)
    }

    /// - Parameter plan: what waits for a person to mend it: the decision about it is what comes next then.
    private static func open(
        _ line: IncidentLine, _ findings: [Finding], _ plan: ReportSource.WaitingPlan?, _ zone: ReportZone
    ) -> AttentionLine {
        let finding = findings.first { $0.cause == line.cause }
        let pending =
            plan.map {
                [Statement(text: "plan/\($0.id) is pending approval, expires \(zone.minute($0.expiresAt))")]
            } ?? []
        let decision = plan.map { NextStep.run("agentctl remediate approve plan/\($0.id)") }
        let by = line.acknowledgedBy.map { "acknowledged by \(printable($0, limit: 60))" } ?? "not acknowledged"
        return AttentionLine(
            cluster: line.cluster, severity: .critical, topic: line.cause.rawValue,
            what: "\(line.cause.rawValue), \(line.incident)",
            why: [Statement(text: "open for \(elapsedText(line.duration)), \(by)")] + pending
                + (finding?.evidence ?? []),
            nextStep: decision ?? finding?.nextStep ?? .run("agentctl incidents show \(line.incident)"))
    }

    /// A later repair that was proved settles what an earlier one left.
    private static func needsPerson(_ repair: RepairLine, among all: [RepairLine]) -> Bool {
        guard [.failed, .contested, .unfinished].contains(repair.outcome) else { return false }
        return !all.contains {
            $0.cluster == repair.cluster && $0.outcome == .proved && $0.startedAt > repair.startedAt
        }
    }

    private static func repair(_ repair: RepairLine) -> AttentionLine {
        let unknown = "it has no end: it was under way at the end of the period, or its process was killed"
        return AttentionLine(
            cluster: repair.cluster, severity: .critical, topic: "repair \(repair.outcome.rawValue)",
            what: "repair of \(repair.cause.rawValue) \(repair.outcome.rawValue)",
            why: [Statement(text: repair.summary ?? unknown)],
            nextStep: .run("agentctl remediate list --cluster \(shellWord(repair.cluster.rawValue))"))
    }

    private static func breaker(_ source: ReportSource) -> [AttentionLine] {
        guard let openedAt = source.breaker.openedAt, openedAt < source.until else { return [] }
        return [
            AttentionLine(
                cluster: nil, severity: .critical, topic: "breaker",
                what: "the error breaker is open: no automatic repairs",
                why: ["open since \(source.zone.minute(openedAt))"]
                    + (source.breaker.reason.map { [Statement(text: $0)] } ?? []),
                nextStep: .run("agentctl remediate breaker"))
        ]
    }

    private static func waiting(_ plan: ReportSource.WaitingPlan, _ zone: ReportZone) -> AttentionLine {
        AttentionLine(
            cluster: plan.cluster, severity: .warning, topic: "pending approval",
            what: "plan/\(plan.id) for \(plan.cause.rawValue), pending approval",
            why: ["proposed \(zone.minute(plan.proposedAt)), expires \(zone.minute(plan.expiresAt))"],
            nextStep: .run("agentctl remediate approve plan/\(plan.id)"))
    }

    /// What a probe found of clusters without an open incident. What ends soon has a list of its own, until it is a
    /// matter of days.
    private static func warnings(_ source: ReportSource, _ incidents: [IncidentLine]) -> [AttentionLine] {
        let open = Set(incidents.filter(\.isOpen).map(\.cluster))
        return source.currentStanding.flatMap { standing in
            standing.findings.filter { finding in
                source.mutes.muting(finding, of: standing.cluster, at: source.until) == nil
            }.filter { finding in
                finding.cause == .credentialsExpire
                    ? finding.severity == .critical : finding.severity > .info && !open.contains(standing.cluster)
            }.map { finding in
                AttentionLine(
                    cluster: standing.cluster, severity: finding.severity, topic: finding.cause.rawValue,
                    what: finding.cause.rawValue,
                    why: finding.evidence, nextStep: finding.nextStep)
            }
        }
    }
}

extension ReportSource.WaitingPlan {
    fileprivate func concerns(_ incident: IncidentLine) -> Bool {
        cluster == incident.cluster && cause == incident.cause
    }
}

extension AttentionLine: Encodable {
    private enum CodingKeys: CodingKey { case cluster, severity, topic, what, why, nextStep }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(cluster, forKey: .cluster)
        try fields.encode(severity, forKey: .severity)
        try fields.encode(topic, forKey: .topic)
        try fields.encode(what, forKey: .what)
        try fields.encode(why.map(\.plain), forKey: .why)
        try fields.encode(nextStep, forKey: .nextStep)
    }
}
