package import ArgumentParser
import ConfigurationFiles
package import Fleet

/// Clusters by their labels, which agent.yaml gives them.
package struct LabelOptions: ParsableArguments {
    @Option(
        name: [.customShort("l", allowingJoined: true), .long],
        help: ArgumentHelp(
            """
            Only clusters with this label (agent.yaml: contexts); several with commas, or given more than once: all of \
            them.
            """,
            valueName: "key=value"), completion: .labels)
    package var selector: [String] = []

    /// Those of the clusters that have every label asked for; all of them where none is.
    ///
    /// - Throws: `noSuchObject` where none has them.
    package func select(_ clusters: [ClusterID], labels: () throws -> [ClusterID: [String: String]]) throws -> Set<
        ClusterID
    > {
        guard !selector.isEmpty else { return Set(clusters) }
        let wanted = try wanted()
        let labels = try labels()
        let selected = ClusterSelector(names: nil, labels: wanted.labels)
        let found = clusters.filter { selected.matches($0, labels: labels[$0] ?? [:]) }
        guard found.isEmpty, !clusters.isEmpty else { return Set(found) }
        throw Self.unknown(wanted, among: labels)
    }

    private func wanted() throws -> LabelSelector {
        do { return try LabelSelector(selector) } catch {
            throw CommandFailure(
                .usage, "invalid label \"\(printable(error.term, limit: 60))\": \(error.reason)",
                hint: "such as -l region=cn,tier=prod")
        }
    }

    private static func unknown(_ wanted: LabelSelector, among labels: [ClusterID: [String: String]]) -> CommandFailure
    {
        let known = HistoryAgent.pairs(labels)
        let asked = wanted.labels.sorted { $0.key < $1.key }.map { "\(printable($0.key))=\(printable($0.value))" }
        return CommandFailure(
            .noSuchObject, "no cluster has \(asked.joined(separator: ","))",
            hint: known.isEmpty
                ? "agent.yaml gives no context a label (contexts: {NAME: {labels: …}})"
                : "the labels: \(known.prefix(12).map { printable($0) }.joined(separator: ", "))",
            code: "no_such_label")
    }

    package init() {}
}
