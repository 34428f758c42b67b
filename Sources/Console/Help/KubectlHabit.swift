package import Fleet

/// What kubectl, flux, argocd and gh call something, and what it is called here.
package enum KubectlHabit {
    /// The command that is meant by words that name none, without `agentctl`: `get clusters` is `status`.
    ///
    /// - Parameters:
    ///   - known: what was well typed before: `freeze`.
    ///   - words: all that follows, `end freeze/3`.
    package static func command(after known: [String], _ words: [String]) -> [String]? {
        guard let verb = words.first else { return nil }
        let rest = Array(words.dropFirst())
        if known.isEmpty, verb == "get" || verb == "list" || verb == "ls" { return shown(rest, inFull: false) }
        if known.isEmpty, verb == "describe" || verb == "show" { return shown(rest, inFull: true) }
        let parent = known.joined(separator: " ")
        guard let row = verbs.first(where: { $0.parent == parent && $0.verbs.contains(verb) }) else { return nil }
        return row.command + rest.map { named($0, in: parent) }
    }

    /// A bare number belongs to what the parent lists: `incidents unack 3` is about `incident/3`.
    private static func named(_ word: String, in parent: String) -> String {
        guard Int64(word) != nil, let kind = kinds[parent] else { return word }
        return "\(kind)/\(word)"
    }

    private static let kinds = ["incidents": "incident", "remediate": "plan", "freeze": "freeze", "mute": "mute"]

    /// What Kubernetes has and no cluster is called.
    private static let foreign: Set = [
        "pods", "pod", "po", "deployments", "deployment", "deploy", "services", "service", "svc", "nodes", "node", "no",
        "secrets", "secret", "configmaps", "configmap", "cm", "namespaces", "namespace", "ns", "all",
    ]

    /// What an option of kubectl's is here; nil for one that is nobody's habit.
    package static func option(_ name: String) -> NextStep? {
        options.first { $0.names.contains(name) }.map { NextStep($0.words) }
    }

    private static func shown(_ words: [String], inFull: Bool) -> [String]? {
        guard let noun = words.first else { return ["status"] }
        if foreign.contains(noun) { return nil }
        let rest = Array(words.dropFirst())
        if HistoryName(noun) != nil { return shown(noun) + rest }
        guard let row = nouns.first(where: { $0.names.contains(noun) }) else { return ["status"] + words }
        guard inFull, let one = row.one, let name = rest.first, !name.hasPrefix("-") else { return row.list + rest }
        return one + rest + (one == ["status"] ? ["--explain"] : [])
    }

    private static func shown(_ name: String) -> [String] {
        switch HistoryName(name) {
        case .incident: ["incidents", "show", name]
        case .plan, .run: ["remediate", "show", name]
        case .freeze: ["freeze", "list"]
        case .mute: ["mute", "list"]
        case nil: ["status", name]
        }
    }

    private static let nouns: [(names: Set<String>, list: [String], one: [String]?)] = [
        (["clusters", "cluster", "contexts", "context", "members", "member"], ["status"], ["status"]),
        (["incidents", "incident"], ["incidents"], ["incidents", "show"]),
        (["plans", "plan", "runs", "run", "repairs"], ["remediate", "list"], ["remediate", "show"]),
        (["freezes", "freeze"], ["freeze", "list"], nil), (["mutes", "mute"], ["mute", "list"], nil),
        (["events", "event"], ["events"], nil), (["policy", "policies", "rules"], ["policy", "show"], nil),
        (["routes", "notifications"], ["notify", "list"], nil), (["journal"], ["journal"], nil),
        (["agent"], ["agent", "show"], nil),
    ]

    private static let verbs: [(parent: String, verbs: Set<String>, command: [String])] = [
        ("", ["top", "watch"], ["status", "-w"]), ("", ["check"], ["doctor"]), ("", ["cluster-info"], ["status"]),
        ("", ["rollback", "revert"], ["remediate", "undo"]), ("", ["repair", "fix"], ["remediate", "apply"]),
        ("", ["unmute"], ["mute", "end"]), ("", ["completion"], ["completions"]),
        ("freeze", ["end", "stop", "delete", "remove", "rm", "lift"], ["unfreeze"]),
        ("freeze", ["start", "add", "new"], ["freeze", "create"]),
        ("mute", ["stop", "delete", "remove", "rm", "lift"], ["mute", "end"]),
        ("mute", ["start", "add", "new"], ["mute", "create"]),
        ("incidents", ["unack", "unacknowledge", "unassign"], ["incidents", "release"]),
        ("incidents", ["acknowledge", "take", "assign"], ["incidents", "ack"]),
        ("incidents", ["describe", "get"], ["incidents", "show"]),
        ("remediate", ["rollback", "revert"], ["remediate", "undo"]),
        ("remediate", ["run", "execute", "repair", "fix"], ["remediate", "apply"]),
        ("remediate", ["deny", "decline", "refuse"], ["remediate", "reject"]),
        ("remediate", ["describe", "get"], ["remediate", "show"]),
        ("policy", ["validate", "lint", "test"], ["policy", "check"]), ("policy", ["reload"], ["agent", "reload"]),
        ("policy", ["get", "describe", "list"], ["policy", "show"]),
        ("agent", ["status", "get", "describe"], ["agent", "show"]),
        ("store", ["verify"], ["store", "check"]), ("store", ["size", "status"], ["store", "info"]),
    ]

    private static let options: [(names: Set<String>, words: String)] = [
        (["--context"], "clusters are named as their contexts: as the command's argument, or with --cluster"),
        (["-A", "--all-namespaces", "--namespace"], "nothing here is of a namespace: leave it out"),
        (
            ["--kubeconfig"],
            "what is shown comes from the history; agentctl probe and agentctl doctor take --kubeconfig"
        ),
        (["--as", "--as-group", "--server", "--token", "--user"], "clusters are reached as the kubeconfig says"),
        (["--force"], "no safety check can be forced; --waive takes those that could not be evaluated"),
        (["--show-labels"], "-o wide has every column; -l key=value selects by label"),
        (["--field-selector"], "-l key=value, --cause and --state select; -o jsonpath has filters"),
        (["--watch"], "agentctl status -w and agentctl events --follow go on"),
    ]
}
