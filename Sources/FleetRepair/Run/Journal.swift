import CivilTime
import Crypto
package import FleetModel
package import FoundationEssentials

/// One row of the journal of repairs: what was about to be done, or what came of it.
package struct JournalEntry: Hashable, Codable, Sendable {
    package enum Phase: String, Codable, Sendable { case intended, done, failed, refused }

    package var run: String
    package var cluster: ClusterID
    package var at: Date
    /// Who asked for it: `uid 0 (root)`, for example.
    package var actor: String
    package var step: String
    package var phase: Phase
    package var detail: String

    package init(run: String, cluster: ClusterID, at: Date, actor: String, step: String, phase: Phase, detail: String) {
        self.run = run
        self.cluster = cluster
        self.at = at
        self.actor = actor
        self.step = step
        self.phase = phase
        self.detail = detail
    }

    /// SHA-256 over this row and the hash of the row before it, so that a row changed or removed later breaks the
    /// chain.
    package func chained(after previous: String) -> String {
        let fields = [
            previous, run, cluster.rawValue, String(Int64(saturating: at.timeIntervalSince1970 * 1000)), actor, step,
            phase.rawValue, detail,
        ]
        // Each field with its length before it: no two different rows have the same bytes.
        let text = fields.map { "\($0.utf8.count):\($0)" }.joined()
        return SHA256.hash(data: Data(text.utf8)).hexadecimal
    }
}
