package import Fleet
package import FoundationEssentials

extension ReportSource {
    /// A run as the history keeps it. Actors stand as the journal names them.
    package struct Repair: Sendable {
        package struct Approval: Sendable {
            package var by: String
            package var reason: String?

            package init(by: String, reason: String?) {
                self.by = by
                self.reason = reason
            }
        }

        package struct End: Sendable {
            package var at: Date
            package var outcome: RepairAttempt.Outcome
            package var summary: String

            package init(at: Date, outcome: RepairAttempt.Outcome, summary: String) {
                self.at = at
                self.outcome = outcome
                self.summary = summary
            }
        }

        package var run: String
        package var cluster: ClusterID
        package var cause: Cause
        package var undoes: String?
        package var automatic: Bool
        package var proposedBy: String
        package var approval: Approval?
        package var startedBy: String
        package var startReason: String
        package var startedAt: Date
        /// The gates that a person let pass: each with who and why.
        package var waivers: [Waiver] = []
        /// nil while it is under way, or where its process was killed.
        package var end: End?

        package init(
            run: String, cluster: ClusterID, cause: Cause, automatic: Bool, proposedBy: String, startedBy: String,
            startReason: String, startedAt: Date
        ) {
            self.run = run
            self.cluster = cluster
            self.cause = cause
            self.automatic = automatic
            self.proposedBy = proposedBy
            self.startedBy = startedBy
            self.startReason = startReason
            self.startedAt = startedAt
        }
    }
}
