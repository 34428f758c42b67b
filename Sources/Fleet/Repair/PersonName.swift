/// The name that people know, of an actor as the journal names one: `alice` of `uid 1000 gid 1000 (alice)`, and `root:
/// reason` of what older histories hold; `ksfleet agent, for alice` of a run that the agent took up for her. Other
/// texts stay as they are.
package func personName(ofActor actor: String) -> String {
    let forSomebody = "ksfleet agent, for "
    if actor.hasPrefix(forSomebody) {
        return forSomebody + personName(ofActor: String(actor.dropFirst(forSomebody.count)))
    }
    guard actor.hasPrefix("uid "), let open = actor.firstIndex(of: "("), let close = actor[open...].firstIndex(of: ")")
    else { return actor }
    let name = actor[actor.index(after: open)..<close]
    let rest = actor[actor.index(after: close)...]
    guard !name.isEmpty, rest.isEmpty || rest.hasPrefix(": ") else { return actor }
    return String(name + rest)
}
