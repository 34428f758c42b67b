package import Fleet
package import FoundationEssentials

extension RepairStanding {
    /// In a table's cell: `held: cooldown, 51m left`.
    package func short(now: Date) -> String {
        let left = until.map { ", \(shortDuration(seconds: $0.timeIntervalSince(now))) left" } ?? ""
        return switch state {
        case .repairing: "repairing" + (step.map { ": \($0)" } ?? "")
        case .approved: planName + " approved"
        case .waiting: planName + " waits" + left
        case .suggested: planName + " proposed"
        case .frozen: "frozen" + left
        case .breakerOpen: "breaker open"
        case .held: "held: \(gate?.rawValue ?? "no plan")" + left
        case .rejected: planName + " rejected"
        case .due: "repair begins"
        case .observing: "observes only"
        }
    }

    /// One sentence, with everything that is known.
    ///
    /// - Parameter words: those of the reader.
    package func sentence(now: Date, words: Words) -> String {
        let left =
            until.map { " until \(words.text($0)) (\(shortDuration(seconds: $0.timeIntervalSince(now))) left)" } ?? ""
        let person = by.map { " by \(personName(ofActor: $0))" } ?? ""
        let why = reason.map { ": \(words.text($0))" } ?? ""
        return switch state {
        case .repairing:
            "under repair since \(since.map { words.text($0) } ?? "?"): \(run?.description ?? "a run")"
                + (step.map { ", at step \($0)" } ?? "")
        case .approved: "\(planName) is approved\(person)\(why), and begins as soon as every gate lets it"
        case .waiting: "\(planName) waits for approval\(left)"
        case .suggested: "\(planName) is proposed; the policy goes no further (mode suggest)"
        case .frozen: "frozen by \(freezeName)\(left.isEmpty ? " until somebody ends it" : left)\(why)"
        case .breakerOpen: "the breaker is open since \(since.map { words.text($0) } ?? "?")\(why)"
        case .held: gate.map { "held by \($0.rawValue)\(left)\(why)" } ?? "no plan could be made\(why)"
        case .rejected: "\(planName) was rejected\(person)\(why)"
        case .due: "every gate has passed: the repair begins"
        case .observing: "the policy only observes this cause here"
        }
    }

    /// What to do about it, where that is not what the finding says; nil where it is.
    package var next: String? {
        switch state {
        case .repairing: run.map { "agentctl remediate show \($0)" }
        case .approved: "agentctl remediate show \(planName)"
        case .waiting: "agentctl remediate approve \(planName)"
        case .suggested: "agentctl remediate apply \(planName)"
        case .frozen, .breakerOpen, .held, .rejected, .due, .observing: nil
        }
    }

    /// In a table: what is under way, what asks for somebody, and what only holds.
    package var tone: Tone {
        switch state {
        case .repairing, .approved, .due: .good
        case .waiting, .suggested, .held, .rejected, .breakerOpen: .unsure
        case .frozen, .observing: .quiet
        }
    }

    private var planName: String { plan?.description ?? "a plan" }
    /// `freeze/1 of alice`, or the file that says it.
    private var freezeName: String {
        guard let freeze else { return "policy.yaml" }
        return "\(freeze)" + (by.map { " of \(personName(ofActor: $0))" } ?? "")
    }
}
