package import FleetModel

extension ClusterSelector {
    /// Whether it speaks of a cluster. An empty list of names speaks of none.
    package func matches(_ cluster: ClusterID, labels clusterLabels: [String: String]) -> Bool {
        let isNamed = names.map { $0.contains { Glob.matches($0, cluster.rawValue) } } ?? true
        return isNamed && labels.allSatisfy { clusterLabels[$0.key] == $0.value }
    }

    /// `any cluster`, `edge-*`, `edge-* with environment=staging`.
    package var text: String {
        let named = names.map { $0.isEmpty ? "no cluster" : $0.joined(separator: ", ") } ?? "any cluster"
        guard !labels.isEmpty else { return named }
        return named + " with "
            + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}

/// A name with `*` for any run of characters, the empty one too, and `?` for exactly one. Everything else stands for
/// itself.
package enum Glob {
    static func isPattern(_ name: String) -> Bool { name.contains("*") || name.contains("?") }

    /// Backtracks to the last star only: the time is the product of the two lengths at most, whatever the pattern.
    package static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern.unicodeScalars)
        let text = Array(text.unicodeScalars)
        var at = 0
        var here = 0
        var star: (pattern: Int, text: Int)?
        while here < text.count {
            if at < pattern.count, pattern[at] == "*" {
                star = (at, here)
                at += 1
            } else if at < pattern.count, pattern[at] == "?" || pattern[at] == text[here] {
                at += 1
                here += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.pattern + 1
                here = last.text + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }
}
