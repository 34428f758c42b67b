/// Which clusters a rule or a freeze speaks of. An empty list of names matches nothing; `.all` must be said.
package struct ClusterSelector: Hashable, Codable, Sendable {
    /// Names or globs (`*` any run, `?` one character); nil for any name.
    package var names: [String]?
    /// Labels that a cluster must have, all of them; empty for any.
    package var labels: [String: String]

    package init(names: [String]?, labels: [String: String] = [:]) {
        self.names = names
        self.labels = labels
    }

    package static let all = ClusterSelector(names: nil)
}
