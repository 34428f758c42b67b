package import Control
package import Fleet

extension Freeze {
    package init(_ reply: FreezeReply) {
        self.init(
            id: reply.id, clusters: ClusterSelector(names: reply.clusters, labels: reply.labels ?? [:]),
            from: reply.from,
            until: reply.until, reason: reply.reason,
            by: reply.by)
    }
}
