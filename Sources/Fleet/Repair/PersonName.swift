/// The name that people know, of an actor as the journal names one: `alice` of `uid 1000 gid 1000 (alice)`. Other texts stay as they are.
package func personName(ofActor actor: String) -> String {
    guard actor.hasPrefix("uid "), actor.hasSuffix(")"), let open = actor.lastIndex(of: "(") else { return actor }
    let name = actor[actor.index(after: open)...].dropLast()
    return name.isEmpty ? actor : String(name)
}
