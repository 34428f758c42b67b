import FleetWords

extension Waiver: Codable {
    private enum CodingKeys: String, CodingKey { case gate, by, reason, said, saidValues }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode(Gate.self, forKey: .gate), by: try fields.decode(String.self, forKey: .by),
            reason: try fields.decode(String.self, forKey: .reason))
        said =
            try fields.decodeIfPresent(Statement.self, forKey: .saidValues)
            ?? fields.decodeIfPresent(Statement.self, forKey: .said)
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(gate, forKey: .gate)
        try fields.encode(by, forKey: .by)
        try fields.encode(reason, forKey: .reason)
        try encode(said, in: &fields, isForHash: RepairPlan.isForHash.flatMap { encoder.userInfo[$0] } != nil)
    }

    /// A hash covers the values: better words do not make it another plan. A sentence of an older version has none.
    private func encode(
        _ said: Statement?, in fields: inout KeyedEncodingContainer<CodingKeys>, isForHash: Bool
    ) throws {
        guard let said else { return }
        let isSentence = said.code == Statement.text
        if !isForHash || isSentence { try fields.encode(said.plain, forKey: .said) }
        if !isSentence { try fields.encode(said, forKey: .saidValues) }
    }
}
