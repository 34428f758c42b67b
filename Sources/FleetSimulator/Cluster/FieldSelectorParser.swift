/// Field selectors (k8s.io/apimachinery/pkg/fields), and the fields by which each kind can be selected (the kinds'
/// `conversion.go`).
struct FieldSelectorParser {
    let kind: ObjectKind

    func requirements(_ text: String) throws(SelectorError) -> [Selector.Requirement] {
        var result: [Selector.Requirement] = []
        for term in text.split(separator: ",") {
            guard let (name, value, isNegative) = FieldSelectorParser.parts(term) else {
                throw SelectorError("invalid selector: '\(text)'; can't understand '\(term)'")
            }
            guard own.contains(name) || ["metadata.name", "metadata.namespace"].contains(name) else {
                throw unknown(name)
            }
            result.append(isNegative ? .noneOf(name, [value]) : .oneOf(name, [value]))
        }
        return result
    }

    private static func parts(_ term: Substring) -> (String, String, Bool)? {
        guard let sign = term.firstIndex(where: { $0 == "=" || $0 == "!" }) else { return nil }
        let rest = term[sign...]
        let name = String(term[..<sign])
        if rest.hasPrefix("!=") { return (name, String(rest.dropFirst(2)), true) }
        if rest.hasPrefix("==") { return (name, String(rest.dropFirst(2)), false) }
        return rest.hasPrefix("=") ? (name, String(rest.dropFirst()), false) : nil
    }

    /// Beside name and namespace.
    private var own: Set<String> {
        switch kind {
        case .pods:
            [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase",
                "status.podIP", "status.podIPs", "status.nominatedNodeName",
            ]
        case .secrets: ["type"]
        case .services: ["spec.clusterIP", "spec.type"]
        case .namespaces: ["status.phase", "name"]
        case .replicasets: ["status.replicas"]
        case .configmaps, .deployments, .clusterconfigurations, .clusters, .users: []
        }
    }

    private func unknown(_ name: String) -> SelectorError {
        guard kind == .configmaps || kind == .deployments else {
            return SelectorError("field label not supported: \(name)")
        }
        return SelectorError(
            "\"\(name)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
    }
}
