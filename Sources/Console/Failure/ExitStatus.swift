/// The exit codes, one table for all commands. An unknown code is to be read as a failure.
package enum ExitStatus: Int32, CaseIterable {
    case ok = 0
    case failed = 1
    case cancelled = 2
    case partial = 3
    case permissionDenied = 4
    case noSuchObject = 5
    case daemonUnreachable = 6
    case pending = 8
    case judgedBad = 10
    case usage = 64
    case configuration = 78
    /// As a shell reports a program that SIGINT ended.
    case interrupted = 130
    /// As a shell reports a program that SIGPIPE ended.
    case closedPipe = 141

    package var meaning: String {
        switch self {
        case .ok: "done"
        case .failed: "failed; for diff: different"
        case .cancelled: "not confirmed; for diff: failed"
        case .partial: "only some of the named objects exist"
        case .permissionDenied: "permission denied"
        case .noSuchObject: "not found: a cluster, the history, a row"
        case .daemonUnreachable: "agent not reachable"
        case .pending: "timed out, still running or waiting for approval"
        case .judgedBad: "check failed: unhealthy, corrupt, or blocked by a safety gate"
        case .usage: "invalid arguments"
        case .configuration: "invalid configuration"
        case .interrupted: "interrupted (Ctrl-C)"
        case .closedPipe: "output pipe closed"
        }
    }

    /// The stable word for programs.
    package var code: String {
        switch self {
        case .ok: "ok"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .partial: "partial"
        case .permissionDenied: "permission_denied"
        case .noSuchObject: "no_such_object"
        case .daemonUnreachable: "agent_unreachable"
        case .pending: "pending"
        case .judgedBad: "judged_bad"
        case .usage: "usage"
        case .configuration: "configuration"
        case .interrupted: "interrupted"
        case .closedPipe: "closed_pipe"
        }
    }

    /// The table of the help text.
    package static let table = allCases.map { status in
        String(repeating: " ", count: max(0, 5 - "\(status.rawValue)".count)) + "\(status.rawValue)  \(status.meaning)"
    }.joined(separator: "\n")
}
