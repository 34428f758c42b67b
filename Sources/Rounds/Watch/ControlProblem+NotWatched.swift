import ConfigurationFiles
package import Control
package import Fleet

extension ControlProblem {
    package static func notWatched(_ stranger: ClusterID, among clusters: [ClusterID]) -> ControlProblem {
        let near = Spelling.nearest(to: stranger.rawValue, among: clusters.map(\.rawValue))
        let some = clusters.prefix(10).map { printable($0.rawValue, limit: 100) }.joined(separator: ", ")
        let more = clusters.count > 10 ? " and \(clusters.count - 10) more" : ""
        return ControlProblem(
            .notFound, "no cluster \(printable(stranger.rawValue, limit: 100)) is watched",
            hint: NextStep(near.map { "did you mean \(printable($0))?" } ?? "these are watched: \(some)\(more)"))
    }
}
