import FleetWords

extension Finding: Codable {
    private enum CodingKeys: String, CodingKey { case cause, severity, evidence, evidenceValues, nextStep }

    /// What an older version stored has the sentences alone.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode(Cause.self, forKey: .cause), try fields.decode(Severity.self, forKey: .severity),
            evidence: try fields.decodeIfPresent([Statement].self, forKey: .evidenceValues)
                ?? fields.decode([Statement].self, forKey: .evidence),
            nextStep: try fields.decode(NextStep.self, forKey: .nextStep))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(cause, forKey: .cause)
        try fields.encode(severity, forKey: .severity)
        try fields.encode(evidence.map(\.plain), forKey: .evidence)
        try fields.encode(evidence, forKey: .evidenceValues)
        try fields.encode(nextStep, forKey: .nextStep)
    }
}
