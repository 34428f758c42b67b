import FleetWords

extension RepairStanding: Encodable {
    private enum CodingKeys: CodingKey {
        case state, plan, run, step, since, until, freeze, by, gate, reason, reasonValues
    }

    /// A gate's reason also as the values that it compared; what a person wrote is words alone.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(state, forKey: .state)
        try fields.encodeIfPresent(plan, forKey: .plan)
        try fields.encodeIfPresent(run, forKey: .run)
        try fields.encodeIfPresent(step, forKey: .step)
        try fields.encodeIfPresent(since, forKey: .since)
        try fields.encodeIfPresent(until, forKey: .until)
        try fields.encodeIfPresent(freeze, forKey: .freeze)
        try fields.encodeIfPresent(by, forKey: .by)
        try fields.encodeIfPresent(gate, forKey: .gate)
        try fields.encodeIfPresent(reason?.plain, forKey: .reason)
        try fields.encodeIfPresent(gate == nil ? nil : reason, forKey: .reasonValues)
    }
}
