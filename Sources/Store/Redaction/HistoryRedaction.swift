import FoundationEssentials
import GRDB
import StoreSchema

/// How texts that an older version stored are made fit to be kept. The store itself knows nothing of their content.
package struct StoredTextRule: Sendable {
    /// Rises with every change of what may be stored.
    package let number: Int
    package let configuration: @Sendable (String) -> String
    /// Of a plan's `diff`.
    package let diff: @Sendable (String) -> String
    /// Of a cluster; nil where a reading of today would store none.
    package let uid: @Sendable (String) -> String?
    /// Of a configuration.
    package let resourceVersion: @Sendable (String) -> String

    package init(
        number: Int, configuration: @escaping @Sendable (String) -> String,
        diff: @escaping @Sendable (String) -> String,
        uid: @escaping @Sendable (String) -> String?, resourceVersion: @escaping @Sendable (String) -> String
    ) {
        self.number = number
        self.configuration = configuration
        self.diff = diff
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

/// What a rule did to a history, or would do.
package struct RedactionReport: Hashable, Codable, Sendable {
    package var snapshots = 0
    package var rewrittenSnapshots = 0
    /// Those that cannot be decompressed, and stay as they are.
    package var damagedSnapshots = 0
    package var plans = 0
    package var rewrittenPlans = 0
    /// Clusters' UIDs and resourceVersions that are none.
    package var rewrittenNames = 0
    /// Whether no page of the file, and nothing of its write-ahead log, holds what was there before.
    package var isScrubbed = false

    package init() {}

    package var rewritten: Int { rewrittenSnapshots + rewrittenPlans + rewrittenNames }
    /// Whether nothing is left that the rule would not have stored.
    package var isWhole: Bool { isScrubbed && damagedSnapshots == 0 }
}

extension HistoryReader {
    /// The rule that everything in the file has been taken through; 0 for none.
    package func redactionRule() async throws -> Int { try await read(RedactionRun.rule) }

    /// What the rule would rewrite.
    package func redactable(_ rule: StoredTextRule) async throws -> RedactionReport {
        try await read { db in
            var run = RedactionRun(rule: rule)
            try run.walk(db, writing: false)
            return run.report
        }
    }
}

extension HistoryWriter {
    /// Takes every stored text through a rule and leaves nothing of what was there before in the file. Blocking; may be
    /// repeated at any time: what is fit already stays.
    ///
    /// - Parameter always: also where the history says that it went through this rule.
    /// - Returns: nil where it had been done. `isScrubbed` is false where somebody reads, or the disk has no room for a
    ///   copy: the texts are rewritten then, and it is done again by the next call.
    package func redact(_ rule: StoredTextRule, always: Bool = false) throws(StoreError) -> RedactionReport? {
        try withStoreErrors(file: file) {
            try rounds.writeWithoutTransaction { db in
                guard try always || RedactionRun.rule(db) < rule.number else { return nil }
                var run = RedactionRun(rule: rule)
                try run.rewrite(db)
                run.scrub(db)
                if run.report.isWhole { try RedactionRun.note(rule.number, db) }
                return run.report
            }
        }
    }
}
