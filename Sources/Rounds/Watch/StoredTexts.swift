package import Fleet
import KubeSphere
package import Logging
package import Store

/// What ksfleet stored of configurations and of what servers call their objects, under the rule of this version.
package enum StoredTexts {
    package static func rule(_ key: FingerprintKey) -> StoredTextRule {
        let redaction = StoredRedaction(key: key)
        return StoredTextRule(
            number: StoredRedaction.rule, configuration: redaction.configuration, diff: redaction.diff,
            uid: { $0.isEmpty || ServerWords.isUID($0) ? $0 : nil }, resourceVersion: ServerWords.resourceVersion)
    }

    /// Once after an upgrade. What cannot be done now is no reason not to watch the fleet: it is said, and done at the
    /// next start.
    package static func bringUpToDate(_ writer: HistoryWriter, _ key: FingerprintKey, _ logger: Logger) {
        do {
            guard let report = try writer.redact(rule(key)), report.rewritten > 0 || !report.isWhole else { return }
            logger.notice(
                """
                what an older version had stored is rewritten: \(counted(report.rewrittenSnapshots, "configuration")), \
                \(counted(report.rewrittenPlans, "plan")), \
                \(report.rewrittenNames) uids and resourceVersions
                """
            )
            if let advice = report.advice { logger.warning("\(advice)") }
        } catch {
            logger.warning(
                """
                what an older version had stored could not be rewritten: \(error.message). Try it with `agentctl store \
                redact`.
                """
            )
        }
    }
}

extension RedactionReport {
    /// What is left to be done, and how; nil for nothing.
    package var advice: String? {
        if damagedSnapshots > 0 {
            return
                "\(damagedSnapshots) configurations cannot be read any more and stay as they are: agentctl store check"
        }
        if isScrubbed { return nil }
        return
            """
            texts of before may still stand in free pages of the file or in its write-ahead log: somebody was reading, \
            or the disk 
            """
                + """
                has no room for a copy of the history; the agent tries again at its next start, `agentctl store \
                redact` at once
                """
    }
}
