package import Fleet

/// The one shape of every error of the control API: a stable code, what happened, and what to do.
package struct ControlProblem: Error, Codable, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Codable, Sendable {
        /// The peer may not operate this agent.
        case forbidden
        /// The request is not what the API takes: JSON, a field, a value.
        case badRequest = "bad-request"
        case tooLarge = "too-large"
        case timedOut = "timed-out"
        case noSuchPath = "no-such-path"
        /// No cluster, plan, run or freeze of that name.
        case notFound = "not-found"
        /// A gate says no; `gates` says which, with the numbers compared. Nothing was written.
        case refused
        /// The thing is there, but not in a state in which this can be done.
        case conflict
        /// Another repair is under way.
        case busy
        /// The agent is stopping and begins nothing new.
        case stopping
        case invalidPolicy = "invalid-policy"
        case failed
    }

    package var schema = "ksfleet.error/v1"
    package var code: Code
    package var message: String
    /// What to do next, in one line.
    package var hint: String?
    /// The same, words and command apart.
    package var nextStep: NextStep?
    /// Where a gate refused: all of them, in the order in which they were asked.
    package var gates: [GateVerdict]?

    package init(_ code: Code, _ message: String, hint: NextStep? = nil, gates: [GateVerdict]? = nil) {
        self.code = code
        // Several mistakes of a file are several lines.
        self.message = message.split(separator: "\n").map { printable(String($0), limit: 2000) }.joined(separator: "\n")
        nextStep = hint.map {
            $0.mapping(text: { printable($0, limit: 1000) }, command: { printable($0, limit: 1000) })
        }
        self.hint = nextStep?.oneLine
        self.gates = gates
    }

    package var description: String { message }

    /// For a line of a log, a row, an event: the first mistake, and how many there are besides.
    package var summary: String {
        let lines = message.split(separator: "\n")
        return (lines.first ?? "") + (lines.count > 1 ? " (and \(lines.count - 1) more)" : "")
    }

    /// RFC 9110 status.
    package var status: Int {
        switch code {
        case .forbidden: 403
        case .badRequest, .invalidPolicy: 400
        case .tooLarge: 413
        case .timedOut: 408
        case .noSuchPath, .notFound: 404
        case .refused, .conflict, .busy: 409
        case .stopping: 503
        case .failed: 500
        }
    }
}
