import Fleet
import Testing

@Suite("The name of a thing that the history numbers")
struct HistoryNameTests {
    @Test(
        "stands behind its kind, and reads back as it is written",
        arguments: [
            HistoryName.plan(3), .incident(12), .freeze(1), .mute(7), .run("20261124T035248Z-16a36d42"),
        ])
    func thereAndBack(name: HistoryName) { #expect(HistoryName("\(name)") == name) }

    @Test(
        "the journal's key of a thing is read back, and nothing else is one",
        arguments: [
            ("plan-3", "plan/3"), ("incident-12", "incident/12"), ("mute-1", "mute/1"),
            ("20261124T035248Z-16a36d42", "run/20261124T035248Z-16a36d42"), ("control", nil), ("plan-x", nil),
            ("plan-03", nil), ("breaker", nil), ("run-1", nil),
        ] as [(String, String?)])
    func journalKey(key: String, name: String?) {
        #expect(HistoryName(journalKey: key)?.description == name)
        if let name { #expect(HistoryName(name)?.journalKey == key) }
    }

    @Test("the id of a run is one alone: nothing else looks like it")
    func run() { #expect(HistoryName("20261124T035248Z-16a36d42") == .run("20261124T035248Z-16a36d42")) }

    @Test(
        "a bare number, a cluster and what is no number are none",
        arguments: [
            "3", "", "plan/", "plan/0", "plan/-1", "plan/x", "plan/3/4", "plans/3", "run/", "member-01",
            "arn:aws-cn:eks:x:1:cluster/prod", "20261124T035248Z-16a36d4",
            "20261124T035248Z-16a36d4x", "/3", "plan/99999999999999999999",
        ])
    func none(text: String) { #expect(HistoryName(text) == nil) }

    @Test(
        "a person's name is that of an actor, where the kernel has told one",
        arguments: [
            ("uid 1000 gid 1000 (alice)", "alice"), ("ksfleet policy", "ksfleet policy"),
            ("uid 1000 gid 1000", "uid 1000 gid 1000"), ("uid 7 ()", "uid 7 ()"),
            ("uid 0 gid 0 (root): storm over", "root: storm over"), ("uid 7 (a) b", "uid 7 (a) b"),
            ("ksfleet agent, for uid 0 gid 0 (root)", "ksfleet agent, for root"),
            ("ksfleet agent, for ksfleet policy", "ksfleet agent, for ksfleet policy"),
            (actor("ksfleet policy", for: "uid 1000 gid 1000 (alice)"), "ksfleet policy, for alice"),
            (actor("uid 0 gid 0 (root)", for: "uid 1000 gid 1000 (alice)"), "root, for alice"),
            ("uid 0 gid 0 (root): open, for tests", "root: open, for tests"),
        ])
    func person(actor: String, name: String) { #expect(personName(ofActor: actor) == name) }
}
