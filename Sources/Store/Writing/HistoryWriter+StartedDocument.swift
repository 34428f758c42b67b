package import Fleet
import StoreSchema

extension HistoryWriter {
    /// For a look that is no round: a repair's own.
    package func note(_ started: StartedDocument, of cluster: ClusterID) async throws {
        try await journaled { try StartedDocumentTable.store(started, of: cluster, $0) }
    }
}
