package import Fleet
import FoundationEssentials
package import GRDB

extension IncidentTracker {
    package init(_ row: Row) {
        self.init(
            failures: row["failures"], successes: row["successes"], isOpen: row["is_open"],
            failingSince: row.date("failing_since"))
    }
}
