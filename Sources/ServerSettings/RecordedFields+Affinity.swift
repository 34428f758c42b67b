/// The affinity of 4.x's `helmExecutor` (k8s.io/api/core/v1): the same terms stand at many places of it.
extension RecordedFields {
    private static let root = "4 helmExecutor.affinity"
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    private static let pods = ["\(root).podAffinity", "\(root).podAntiAffinity"]
    private static let podTerms = pods.flatMap { ["\($0).\(required)[]", "\($0).\(preferred)[].podAffinityTerm"] }
    private static let selectors = podTerms.flatMap { ["\($0).labelSelector", "\($0).namespaceSelector"] }
    private static let weighted = (["\(root).nodeAffinity"] + pods).map { "\($0).\(preferred)[]" }
    private static let nodeTerms = [
        "\(root).nodeAffinity.\(required).nodeSelectorTerms[]", "\(weighted[0]).preference",
    ]

    static let affinity: [(kind: FieldKind, lines: String)] = [
        (
            .mapping,
            lines([root], "nodeAffinity podAffinity podAntiAffinity") + lines(["\(root).nodeAffinity"], required)
                + lines([weighted[0]], "preference") + lines(Array(weighted[1...]), "podAffinityTerm")
                + lines(podTerms, "labelSelector namespaceSelector")
        ),
        (.map, lines(selectors, "matchLabels")),
        (
            .list,
            lines(["\(root).nodeAffinity"], preferred)
                + lines(["\(root).nodeAffinity.\(required)"], "nodeSelectorTerms")
                + lines(nodeTerms, "matchExpressions matchFields") + lines(pods, "\(required) \(preferred)")
                + lines(selectors, "matchExpressions")
        ),
        (.textList, lines(podTerms, "namespaces")),
        (.number, lines(weighted, "weight")),
        (.text, lines(podTerms, "topologyKey")),
    ]

    private static func lines(_ parents: [String], _ fields: String) -> String {
        parents.map { "\($0): \(fields)\n" }.joined()
    }
}
