package import FleetModel
import FleetText

/// Names and globs of clusters as somebody typed them, held against those that there are.
package struct ClusterNames: Hashable, Sendable {
    package let found: Set<ClusterID>
    /// What matches no cluster, in the order in which it was typed.
    package let missing: [String]
    private let known: [ClusterID]

    /// A name that a cluster has stands for that cluster alone, whatever is in it.
    package init(_ typed: [String], among known: [ClusterID]) {
        var found: Set<ClusterID> = []
        var missing: [String] = []
        for name in typed {
            let matching =
                known.contains(ClusterID(name)) ? [ClusterID(name)] : known.filter { Glob.matches(name, $0.rawValue) }
            found.formUnion(matching)
            if matching.isEmpty, !missing.contains(name) { missing.append(name) }
        }
        self.found = found
        self.missing = missing
        self.known = known
    }

    /// The cluster whose name differs least from the first that is missing; nil where none is near, or a glob was
    /// meant.
    package var near: ClusterID? {
        guard let first = missing.first, !Glob.isPattern(first) else { return nil }
        return Spelling.nearest(to: first, among: known.map(\.rawValue)).map { ClusterID($0) }
    }
}
