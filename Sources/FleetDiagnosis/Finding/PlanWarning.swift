/// Why a repair may not last, or what was not looked at, and what to do about it.
package struct PlanWarning: Hashable, Sendable {
    package let text: String
    /// What makes the repair last; nil where there is nothing to do.
    package let nextStep: NextStep?

    package init(_ text: String, nextStep: NextStep? = nil) {
        self.text = text
        self.nextStep = nextStep
    }
}

extension PlanWarning: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.init(text) }
}

extension PlanWarning: Codable {
    private enum CodingKeys: CodingKey { case text, nextStep }

    /// A sentence alone is one of a plan that an older version stored.
    package init(from decoder: any Decoder) throws {
        if let sentence = try? decoder.singleValueContainer().decode(String.self) {
            self.init(sentence)
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(String.self, forKey: .text),
            nextStep: try values.decodeIfPresent(NextStep.self, forKey: .nextStep))
    }
}
