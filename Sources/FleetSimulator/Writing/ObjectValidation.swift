/// What the server validates of an object that it has read: metadata, data, the Deployment's replicas and selector.
struct ObjectValidation {
    let kind: ObjectKind
    let new: JSON
    /// Before an update; nil for a new object.
    let old: JSON?
    /// k8s.io/kubernetes, core `MaxSecretSize`.
    private static let dataLimit = 1_024 * 1_024

    var problems: [FieldProblem] {
        metadataProblems + dataProblems
            + (kind == .deployments ? DeploymentValidation(new: new, old: old).problems : [])
    }

    private var metadataProblems: [FieldProblem] {
        let metadata = new["metadata"] ?? [:]
        return nameProblems(metadata) + uidProblems(metadata) + Self.labels(metadata["labels"], "metadata.labels")
            + Self.annotations(metadata["annotations"], "metadata.annotations") + finalizers(metadata["finalizers"])
    }

    private func nameProblems(_ metadata: JSON) -> [FieldProblem] {
        guard old == nil else { return [] }
        let name = metadata["name"]?.string ?? ""
        let prefix = metadata["generateName"]?.string ?? ""
        guard !name.isEmpty else { return [.required("metadata.name", "name or generateName is required")] }
        // A prefix may end in a dash: a name does not follow on it before the server has made one.
        var stem = prefix
        if stem.last == "-" { stem.removeLast() }
        let generated = prefix.isEmpty ? [] : NameRules.subdomain(stem)
        return generated.map { FieldProblem.invalid("metadata.generateName", GoText.quoted(prefix), $0) }
            + NameRules.subdomain(name).map { FieldProblem.invalid("metadata.name", GoText.quoted(name), $0) }
    }

    private func uidProblems(_ metadata: JSON) -> [FieldProblem] {
        guard let old, let uid = metadata["uid"]?.string, !uid.isEmpty, uid != old[["metadata", "uid"]]?.string else {
            return []
        }
        return [.invalid("metadata.uid", GoText.quoted(uid), "field is immutable")]
    }

    static func labels(_ labels: JSON?, _ field: String) -> [FieldProblem] {
        (labels?.strings ?? [:]).sorted { $0.key < $1.key }.flatMap { key, value in
            NameRules.qualifiedName(key).map { FieldProblem.invalid(field, GoText.quoted(key), $0) }
                + NameRules.labelValue(value).map { FieldProblem.invalid(field, GoText.quoted(value), $0) }
        }
    }

    static func annotations(_ annotations: JSON?, _ field: String) -> [FieldProblem] {
        (annotations?.strings ?? [:]).keys.sorted().flatMap { key in
            NameRules.qualifiedName(key.lowercased()).map { FieldProblem.invalid(field, GoText.quoted(key), $0) }
        }
    }

    private func finalizers(_ finalizers: JSON?) -> [FieldProblem] {
        (finalizers?.array ?? []).enumerated().flatMap { index, finalizer -> [FieldProblem] in
            let name = finalizer.string ?? ""
            let problems = NameRules.qualifiedName(name).map {
                FieldProblem.invalid("metadata.finalizers", GoText.quoted(name), $0)
            }
            let isKnown =
                ["orphan", "foregroundDeletion", "kubernetes"].contains(name) || name.contains("/") || kind.isCustom
            let text = "name is neither a standard finalizer name nor is it fully qualified"
            return problems
                + (isKnown ? [] : [FieldProblem.invalid("metadata.finalizers[\(index)]", GoText.quoted(name), text)])
        }
    }

    private var dataProblems: [FieldProblem] {
        guard kind == .configmaps || kind == .secrets else { return [] }
        let data = new["data"]?.strings ?? [:]
        let binary = new["binaryData"]?.strings ?? [:]
        let keys = data.keys.sorted().flatMap { key -> [FieldProblem] in
            let field = "data[\(key)]"
            let twice = binary[key] == nil ? [] : ["duplicate of key present in binaryData"]
            return (NameRules.dataKey(key) + twice).map { FieldProblem.invalid(field, GoText.quoted(key), $0) }
        }
        let others = binary.keys.sorted().flatMap { key in
            NameRules.dataKey(key).map { FieldProblem.invalid("binaryData[\(key)]", GoText.quoted(key), $0) }
        }
        let size = data.values.reduce(0) { $0 + $1.utf8.count } + binary.values.reduce(0) { $0 + $1.utf8.count / 4 * 3 }
        return keys + others + (size > Self.dataLimit ? [.tooLong("[]", bytes: Self.dataLimit)] : [])
    }
}

/// A Deployment's spec (k8s.io/kubernetes/pkg/apis/apps/validation).
struct DeploymentValidation {
    let new: JSON
    let old: JSON?

    var problems: [FieldProblem] { replicas + selector + template + immutable }

    static func replicas(_ value: JSON?) -> [FieldProblem] {
        // A strategic merge patch takes a number that is too great, and keeps its lower 32 bits.
        guard let count = value?.int.map({ Int32(truncatingIfNeeded: $0) }), count < 0 else { return [] }
        return [.invalid("spec.replicas", String(count), "must be greater than or equal to 0")]
    }

    private var replicas: [FieldProblem] { Self.replicas(new[["spec", "replicas"]]) }

    private var labels: JSON? { new[["spec", "template", "metadata", "labels"]] }

    private var selector: [FieldProblem] {
        let isMissing = new[["spec", "selector"]] == nil
        let wanted = new[["spec", "selector", "matchLabels"]]?.strings ?? [:]
        let own = labels?.strings ?? [:]
        let fits = !isMissing && wanted.allSatisfy { own[$0.key] == $0.value }
        return (isMissing ? [.required("spec.selector")] : [])
            + (fits
                ? []
                : [
                    .invalid(
                        "spec.template.metadata.labels", Self.text(labels),
                        "`selector` does not match template `labels`")
                ])
    }

    private var template: [FieldProblem] {
        let containers = new[["spec", "template", "spec", "containers"]]?.array ?? []
        return ObjectValidation.labels(labels, "spec.template.labels")
            + ObjectValidation.annotations(
                new[["spec", "template", "metadata", "annotations"]], "spec.template.annotations")
            + (containers.isEmpty ? [.required("spec.template.spec.containers")] : [])
    }

    private var immutable: [FieldProblem] {
        let selector = new[["spec", "selector"]]
        guard let old, selector?.canonical != old[["spec", "selector"]]?.canonical else { return [] }
        return [.invalid("spec.selector", Self.text(selector), "field is immutable")]
    }

    private static func text(_ value: JSON?) -> String {
        String(decoding: (value?.sortedMembers ?? .null).bytes, as: UTF8.self)
    }
}
