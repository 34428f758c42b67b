package import Fleet

/// Items that need attention for one reason, in one cluster or in many.
package struct AttentionTopic: Encodable, Sendable {
    /// A cause, or what else the items have in common.
    package let topic: String
    package let severity: Finding.Severity
    /// In the order of the items.
    package let clusters: [ClusterID]
    package let total: Int
    package let lines: [AttentionLine]

    private enum CodingKeys: String, CodingKey { case topic, severity, clusters, total }

    /// The gravest first; among equals, in the order of their first item.
    static func all(_ lines: [AttentionLine]) -> [AttentionTopic] {
        var order: [Key] = []
        var groups: [Key: [AttentionLine]] = [:]
        for line in lines {
            let key = Key(topic: line.topic, severity: line.severity)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(line)
        }
        return order.map { AttentionTopic($0, groups[$0] ?? []) }
    }

    private struct Key: Hashable {
        let topic: String
        let severity: Finding.Severity
    }

    private init(_ key: Key, _ lines: [AttentionLine]) {
        topic = key.topic
        severity = key.severity
        var seen: Set<ClusterID> = []
        clusters = lines.compactMap(\.cluster).filter { seen.insert($0).inserted }
        total = lines.count
        self.lines = lines
    }

    /// How many clusters are named where not all are.
    private static let named = 5

    /// `edge-1, edge-2, edge-3 and 4 more`.
    var names: String {
        let named = clusters.prefix(Self.named).map { printable($0.rawValue, limit: 60) }.joined(separator: ", ")
        return clusters.count > Self.named ? "\(named) and \(clusters.count - Self.named) more" : named
    }

    /// `edge-2: secret-mismatch, incident/3`, or `version-skew: 5 clusters`.
    package var title: String {
        if total == 1, let line = lines.first {
            return line.cluster.map { "\($0.rawValue): \(line.what)" } ?? line.what
        }
        guard clusters.count > 1 else { return "\(topic): \(countText(total)) of \(names)" }
        return "\(topic): \(countText(clusters.count)) clusters"
    }

    /// Why: of one item its own reasons; of several which clusters, and the evidence that they share.
    package var why: [Statement] {
        guard total > 1 else { return lines.first?.why ?? [] }
        let first = lines.first?.why ?? []
        let shared = first.filter { reason in lines.allSatisfy { $0.why.contains(reason) } }
        return (clusters.count > 1 ? [Statement(text: names)] : []) + shared
    }

    /// The step that all items have, or the first one's, with the cluster to begin with.
    package var next: (first: String?, step: NextStep) {
        let step: NextStep = lines.first?.nextStep ?? ""
        let isShared = lines.allSatisfy { $0.nextStep == step }
        return (isShared ? nil : clusters.first?.rawValue, step)
    }
}
