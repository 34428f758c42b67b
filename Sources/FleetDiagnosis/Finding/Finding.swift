package import FleetWords

/// One thing that the diagnosis found, with what it rests on and what to do next.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, CaseIterable, Codable, Sendable, Comparable {
        case info, warning, critical

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .critical: 2
            }
        }

        package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    }

    package var cause: Cause
    package var severity: Severity
    /// One sentence each, with the numbers that were compared.
    package var evidence: [Statement]
    package var nextStep: NextStep

    package init(_ cause: Cause, _ severity: Severity, evidence: [Statement], nextStep: NextStep) {
        self.cause = cause
        self.severity = severity
        self.evidence = evidence
        self.nextStep = nextStep
    }
}

/// What one observation means: the cluster's health and the findings, the gravest first.
package struct Diagnosis: Hashable, Codable, Sendable {
    package var health: Health
    package var findings: [Finding]
    /// True where a log was not read: what was counted of it is not all, and 0 is not nothing. nil else, and in what
    /// older versions stored.
    package var logsUnread: Bool?

    package init(health: Health, findings: [Finding], logsUnread: Bool? = nil) {
        self.health = health
        self.logsUnread = logsUnread
        self.findings = findings.enumerated().sorted { a, b in
            a.element.severity == b.element.severity ? a.offset < b.offset : a.element.severity > b.element.severity
        }.map(\.element)
    }

    /// The finding that explains the health, where it is not healthy.
    package var primary: Finding? { health == .healthy ? nil : findings.first }
}
