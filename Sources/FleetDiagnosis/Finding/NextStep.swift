/// What to do next: words and a command apart, so that whoever shows it can set the command as one that is copied and
/// run.
package struct NextStep: Hashable, Sendable {
    /// What to do, in words, without a command. Empty where the command says it all.
    package var text: String
    /// For a shell of the machine that ksfleet runs on, as it stands. nil where nothing is to be run there.
    package var command: String?
    /// Further steps, in order.
    package var then: [NextStep]

    package init(_ text: String, command: String? = nil, then: [NextStep] = []) {
        self.text = text
        self.command = command
        self.then = then
    }

    package static func run(_ command: String, then: [NextStep] = []) -> NextStep {
        NextStep("", command: command, then: then)
    }

    /// This step and those that follow it, each alone.
    package var all: [NextStep] { [NextStep(text, command: command)] + then.flatMap(\.all) }

    /// For a place that has one line: `check its health: kubectl --context edge-4 get nodes`.
    package var oneLine: String {
        all.map { step in
            guard let command = step.command else { return step.text }
            return step.text.isEmpty ? command : "\(step.text): \(command)"
        }.joined(separator: "; then ")
    }

    /// A copy whose texts and commands were changed, each alone.
    package func mapping(text change: (String) -> String = { $0 }, command rename: (String) -> String) -> NextStep {
        NextStep(
            change(text), command: command.map(rename), then: then.map { $0.mapping(text: change, command: rename) })
    }
}

/// Words alone are a step without a command.
extension NextStep: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.init(text) }
}

extension NextStep: Codable {
    private enum CodingKeys: String, CodingKey { case text, command, then }

    /// What 0.1.0 stored is one sentence.
    package init(from decoder: any Decoder) throws {
        if let sentence = try? decoder.singleValueContainer().decode(String.self) {
            self.init(sentence)
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decodeIfPresent(String.self, forKey: .text) ?? "",
            command: try values.decodeIfPresent(String.self, forKey: .command),
            then: try values.decodeIfPresent([NextStep].self, forKey: .then) ?? [])
    }

    /// What there is none of is absent.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !text.isEmpty { try values.encode(text, forKey: .text) }
        try values.encodeIfPresent(command, forKey: .command)
        if !then.isEmpty { try values.encode(then, forKey: .then) }
    }
}
