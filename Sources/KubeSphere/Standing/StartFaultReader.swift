import Fleet
import FoundationEssentials
import Kubernetes

/// Reads the last words of containers that do not come up, once for each of their runs: why ks-apiserver is down stands
/// there and nowhere else.
struct StartFaultReader {
    let reader: any ClusterReader

    /// Lines of a log's end. A Go panic or the usage that cobra prints after an error is longer, but its first line
    /// names the reason.
    private static let tail = 60
    private static let bytes = 64 * 1024
    /// Of replicas that are down, so many are read: they run the same configuration.
    private static let most = 3

    func read(_ workload: Workload, memo: inout StartFaultMemo, at now: Date) async -> Workload {
        var result = workload
        var known = StartFaultMemo()
        for index in result.pods.indices where result.pods[index].isUnwell(at: now) && known.faults.count < Self.most {
            let run = "\(result.pods[index].uid)/\(result.pods[index].restarts)"
            let before = memo.faults[run]
            let fault =
                if let before { before } else {
                    await lastWords(
                        of: result.pods[index].name, runs: result.pods[index].startedAt != nil,
                        container: workload.container)
                }
            known.faults[run] = .some(fault)
            result.pods[index].startFault = fault
        }
        memo = known
        return result
    }

    /// - Parameter runs: a container that waits shows the log of the run that ended; one that runs again has it under
    ///   `previous`.
    func lastWords(of pod: String, runs: Bool, container: String) async -> StartFault? {
        let previous: [QueryItem] = runs ? [("previous", "true")] : []
        let query: [QueryItem] =
            [("container", container), ("tailLines", String(Self.tail)), ("limitBytes", String(Self.bytes))] + previous
        guard let answer = await reader.get(Names.logPath(pod: pod), query: query).value, answer.isSuccess else {
            return nil
        }
        return StartFault(log: answer.text)
    }
}

/// What was read, by pod and run.
struct StartFaultMemo: Sendable {
    var faults: [String: StartFault?] = [:]
}

extension Workload.Pod {
    /// Ended at least once, and not serving; or ended a moment ago: without a readiness probe a container is ready
    /// until it ends again.
    fileprivate func isUnwell(at now: Date) -> Bool {
        guard !terminating, lastEnd != nil else { return false }
        return !ready || lastEndedAt.map { abs(now.timeIntervalSince($0)) < Self.moment } == true
    }

    /// Seconds.
    private static let moment = 600.0
}
