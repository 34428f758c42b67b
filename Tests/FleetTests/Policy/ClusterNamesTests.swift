import Fleet
import Testing

@Suite("Names of clusters as somebody types them")
struct ClusterNamesTests {
    private static let known: [ClusterID] = [
        "member-01", "member-02", "host", "东京-生产", "arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue",
        "a*",
    ]

    @Test(
        "names and globs find what there is",
        arguments: [
            (["member-01"], ["member-01"], []), (["member-*"], ["member-01", "member-02"], []),
            (["*"], known.map(\.rawValue), []),
            (["东京*"], ["东京-生产"], []),
            (["*/prod-payments-*"], ["arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue"], []),
            (["member-0?", "nope", "nope"], ["member-01", "member-02"], ["nope"]), ([], [], []), ([""], [], [""]),
            // What a cluster is really called stands for that cluster alone.
            (["a*"], ["a*"], []),
        ] as [([String], [String], [String])])
    func found(typed: [String], found: [String], missing: [String]) {
        let names = ClusterNames(typed, among: Self.known)
        #expect(names.found == Set(found.map { ClusterID($0) }) && names.missing == missing)
    }

    @Test(
        "a slip has a near name, a glob and a stranger have none",
        arguments: [
            ("membr-01", "member-01"), ("Host", "host"), ("hsot", "host"), ("hots-*", nil), ("warehouse", nil),
            ("", nil),
        ] as [(String, ClusterID?)])
    func near(typed: String, near: ClusterID?) {
        #expect(ClusterNames([typed], among: Self.known).near == near)
    }

    @Test(
        "words that are near",
        arguments: [
            ("statsu", "status"), ("aply", "apply"), ("hisotry", "history"), ("lsit", "list"), ("foo", nil), ("x", nil),
        ] as [(String, String?)])
    func spelling(word: String, near: String?) {
        #expect(Spelling.nearest(to: word, among: ["status", "apply", "history", "list", "plan", "store"]) == near)
    }

    @Test(
        "labels are read as kubectl writes them",
        arguments: [
            (["region=cn"], ["region": "cn"]), (["region=cn,tier=prod"], ["region": "cn", "tier": "prod"]),
            (["a=1", "b==2"], ["a": "1", "b": "2"]),
            (["a="], ["a": ""]), (["a=b=c"], ["a": "b=c"]), (["a=1", "a=1"], ["a": "1"]), ([], [:]),
        ] as [([String], [String: String])])
    func labels(terms: [String], labels: [String: String]) throws {
        #expect(try LabelSelector(terms).labels == labels)
    }

    @Test(
        "what is no pair is refused, and named",
        arguments: [["region"], ["=cn"], ["a=1,"], [""], ["a=1", "a=2"], ["a!=1"]])
    func malformed(terms: [String]) {
        #expect(throws: MalformedLabel.self) { try LabelSelector(terms) }
    }

    @Test("changes are what is not as it was, the first time everything")
    func changes() {
        var changes = Changes<String, Int>()
        func take(_ current: [String: Int]) -> [String] {
            changes.take(current).map {
                "\($0.key) \($0.old.map(String.init) ?? "-") \($0.new.map(String.init) ?? "-")"
            }
        }
        #expect(take(["b": 1, "a": 1]) == ["a - 1", "b - 1"])
        #expect(take(["b": 1, "a": 1]).isEmpty)
        #expect(take(["b": 2, "c": 1]) == ["a 1 -", "b 1 2", "c - 1"])
    }
}
