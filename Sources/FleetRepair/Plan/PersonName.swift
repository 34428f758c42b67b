/// What stands between whoever takes up a run and whoever began it.
private let forSomebody = ", for "

/// Who takes up another's run, as its journal names them: `ksfleet agent, for uid 1000 gid 1000 (alice)`.
package func actor(_ who: String, for other: String) -> String { who + forSomebody + other }

/// The name that people know, of an actor as the journal names one: `alice` of `uid 1000 gid 1000 (alice)`, and `root:
/// reason` of what older histories hold; of a run that was taken up both names. Other texts stay as they are.
package func personName(ofActor actor: String) -> String {
    guard let between = actor.firstRange(of: forSomebody) else { return nameAlone(actor) }
    let other = personName(ofActor: String(actor[between.upperBound...]))
    return nameAlone(String(actor[..<between.lowerBound])) + forSomebody + other
}

private func nameAlone(_ actor: String) -> String {
    guard actor.hasPrefix("uid "), let open = actor.firstIndex(of: "("), let close = actor[open...].firstIndex(of: ")")
    else { return actor }
    let name = actor[actor.index(after: open)..<close]
    let rest = actor[actor.index(after: close)...]
    guard !name.isEmpty, rest.isEmpty || rest.hasPrefix(": ") else { return actor }
    return String(name + rest)
}
