package import Fleet

/// Arguments that name something of the history.
package enum NamedArgument {
    /// - Parameter kinds: what a bare number could mean here, the likeliest first.
    /// - Throws: `usage` for a bare number, which names both.
    package static func name(_ text: String, kinds: [HistoryName.Kind]) throws -> HistoryName? {
        if let name = HistoryName(text) { return name }
        guard let number = Int64(text) else { return nil }
        let meanings = kinds.map { $0 == .run ? "run/… (a run's whole id)" : "\($0.rawValue)/\(number)" }
        throw CommandFailure(
            .usage, "\(number) does not say what it numbers: \(meanings.joined(separator: " or "))",
            hint: "write the one that you mean", code: "bare_number")
    }

    package static func incident(_ text: String) throws -> Int64 {
        if case .incident(let number)? = try name(text, kinds: [.incident, .plan]) { return number }
        throw CommandFailure(
            .usage, "\(printable(text, limit: 60)) is no incident",
            hint: NextStep("write incident/12; list them", command: "agentctl incidents"))
    }

    package static func mute(_ text: String) throws -> Int64 {
        if case .mute(let number)? = try name(text, kinds: [.mute, .freeze]) { return number }
        throw CommandFailure(
            .usage, "\(printable(text, limit: 60)) is not a mute",
            hint: NextStep("write mute/3; list them", command: "agentctl mute list"))
    }

    package static func freeze(_ text: String) throws -> Int64 {
        if case .freeze(let number)? = try name(text, kinds: [.freeze, .plan]) { return number }
        throw CommandFailure(
            .usage, "\(printable(text, limit: 60)) is no freeze",
            hint: NextStep("write freeze/3; list them", command: "agentctl freeze list"))
    }
}
