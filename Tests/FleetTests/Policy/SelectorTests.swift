import Fleet
import Testing

@Suite("Which clusters a rule speaks of")
struct SelectorTests {
    @Test(
        "globs",
        arguments: [
            ("edge-*", "edge-1", true), ("edge-*", "edge-", true), ("edge-*", "Edge-1", false), ("*", "", true),
            ("?", "a", true), ("?", "", false), ("?", "ab", false),
            ("a*b*c", "axxbxxc", true), ("a*b*c", "axxcxxb", false), ("*-prod-*", "eu-prod-1", true),
            ("edge-1", "edge-10", false), ("", "", true), ("", "a", false),
            ("**", "anything", true), ("a.c", "abc", false), ("[ab]", "a", false), ("東*", "東京", true),
        ])
    func globs(pattern: String, text: String, matches: Bool) { #expect(Glob.matches(pattern, text) == matches) }

    @Test("a glob of many stars takes no exponential time")
    func stars() {
        #expect(!Glob.matches(String(repeating: "*a", count: 60), String(repeating: "a", count: 2000) + "b"))
    }

    @Test("an empty list of names matches nothing; no list matches any; every label must be there")
    func selectors() {
        #expect(!ClusterSelector(names: []).matches("edge-1", labels: [:]))
        #expect(ClusterSelector.all.matches("edge-1", labels: [:]))
        let staging = ClusterSelector(names: ["edge-*", "hub"], labels: ["environment": "staging", "team": "a"])
        #expect(staging.matches("edge-1", labels: ["environment": "staging", "team": "a", "more": "b"]))
        #expect(!staging.matches("edge-1", labels: ["environment": "staging"]))
        #expect(!staging.matches("edge-1", labels: ["environment": "prod", "team": "a"]))
        #expect(!staging.matches("core", labels: ["environment": "staging", "team": "a"]))
    }

    @Test("of all rules that match, the most restrictive mode, the most evidence, and a window of each hold")
    func standing() {
        let day = MaintenanceWindow(days: Set(1...7), start: 0, end: 720, zone: "UTC")
        let policy = Policy(
            mode: .suggest,
            rules: [
                PolicyRule(
                    causes: [.tokenNotInCache], mode: .auto, after: EvidenceThreshold(probes: 5, lasting: 10),
                    windows: [day]),
                PolicyRule(
                    causes: [.tokenNotInCache, .secretMismatch], clusters: ClusterSelector(names: ["edge-*"]),
                    mode: .approve, after: EvidenceThreshold(probes: 2, lasting: 99)),
                PolicyRule(causes: [.staleProcess], mode: .observe),
            ])
        let both = policy.standing(of: "edge-1", labels: [:], cause: .tokenNotInCache)
        #expect(
            both.rules == [1, 2] && both.mode == .approve && both.after == EvidenceThreshold(probes: 5, lasting: 99)
                && both.windows == [[day]])
        #expect(policy.standing(of: "hub", labels: [:], cause: .tokenNotInCache).mode == .auto)
        let none = policy.standing(of: "hub", labels: [:], cause: .secretMismatch)
        #expect(none.rules.isEmpty && none.mode == .suggest)
    }

    @Test("a rule that another one overrules everywhere is warned of")
    func shadowed() {
        let wide = PolicyRule(causes: [.tokenNotInCache, .secretMismatch], mode: .suggest)
        let narrow = PolicyRule(causes: [.tokenNotInCache], clusters: ClusterSelector(names: ["edge-*"]), mode: .auto)
        #expect(policyWarnings(Policy(rules: [narrow, wide])).map(\.rule) == [1])
        #expect(policyWarnings(Policy(rules: [narrow, PolicyRule(causes: [.secretMismatch], mode: .suggest)])).isEmpty)
        #expect(
            policyWarnings(
                Policy(rules: [
                    PolicyRule(causes: [.tokenNotInCache], mode: .auto),
                    PolicyRule(
                        causes: [.tokenNotInCache], clusters: ClusterSelector(names: ["edge-*"]), mode: .observe),
                ])
            ).isEmpty)
    }

    @Test("a rule that matches no watched cluster is warned of; a fleet that is not known says nothing of any")
    func unmatched() {
        let policy = Policy(rules: [
            PolicyRule(causes: [.tokenNotInCache], clusters: ClusterSelector(names: ["member-99"]), mode: .auto),
            PolicyRule(
                causes: [.tokenNotInCache], clusters: ClusterSelector(names: ["member-*"], labels: ["tier": "edge"]),
                mode: .suggest),
        ])
        let watched: [ClusterID: [String: String]] = ["member-01": ["tier": "edge"], "host": [:]]
        #expect(policyWarnings(policy, watched: watched).map(\.rule) == [1])
        #expect(policyWarnings(policy).isEmpty && policyWarnings(policy, watched: [:]).isEmpty)
    }
}
