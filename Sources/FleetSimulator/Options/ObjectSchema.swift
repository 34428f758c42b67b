/// The type that a built-in kind's field has in Go, as far as a wrong one is told.
indirect enum FieldType: Sendable {
    case any
    case string, bool, int32, time, bytes
    case map(FieldType)
    case list(FieldType)
    case record(ObjectSchema)

    /// As encoding/json names it.
    var goName: String {
        switch self {
        case .any: "interface {}"
        case .string: "string"
        case .bool: "bool"
        case .int32: "int32"
        case .time: "string"
        case .bytes: "[]uint8"
        case .map(let element): "map[string]\(element.goName)"
        case .list(let element): "[]\(element.goName)"
        case .record(let schema): "v1.\(schema.name)"
        }
    }
}

/// A Go struct: its name and its fields. What lies under `.any` is taken as it is.
struct ObjectSchema: Sendable {
    let name: String
    let fields: [String: FieldType]

    /// ObjectMeta of meta/v1.
    static let metadata = ObjectSchema(
        name: "ObjectMeta",
        fields: [
            "name": .string, "generateName": .string, "namespace": .string, "selfLink": .string, "uid": .string,
            "resourceVersion": .string,
            "generation": .any, "creationTimestamp": .time, "deletionTimestamp": .time,
            "deletionGracePeriodSeconds": .any,
            "labels": .map(.string), "annotations": .map(.string), "ownerReferences": .any,
            "finalizers": .list(.string),
            "managedFields": .any,
        ])

    private static let template = ObjectSchema(
        name: "PodTemplateSpec", fields: ["metadata": .record(metadata), "spec": .any])

    private static let deploymentSpec = ObjectSchema(
        name: "DeploymentSpec",
        fields: [
            "replicas": .int32, "selector": .any, "template": .record(template), "strategy": .any,
            "minReadySeconds": .int32,
            "revisionHistoryLimit": .int32, "paused": .bool, "progressDeadlineSeconds": .int32,
        ])

    private init(object name: String, _ fields: [String: FieldType]) {
        let common: [String: FieldType] = [
            "kind": .string, "apiVersion": .string, "metadata": .record(ObjectSchema.metadata),
        ]
        self.init(name: name, fields: fields.merging(common) { own, _ in own })
    }

    init(name: String, fields: [String: FieldType]) {
        self.name = name
        self.fields = fields
    }

    static func of(_ kind: ObjectKind) -> ObjectSchema {
        switch kind {
        case .configmaps:
            ObjectSchema(object: kind.kind, ["data": .map(.string), "binaryData": .map(.bytes), "immutable": .bool])
        case .secrets:
            ObjectSchema(
                object: kind.kind,
                ["data": .map(.bytes), "stringData": .map(.string), "immutable": .bool, "type": .string])
        case .deployments: ObjectSchema(object: kind.kind, ["spec": .record(deploymentSpec), "status": .any])
        default: ObjectSchema(object: kind.kind, ["spec": .any, "status": .any])
        }
    }

    /// Scale of autoscaling/v1.
    static let scale = ObjectSchema(
        object: "Scale",
        ["spec": .record(ObjectSchema(name: "ScaleSpec", fields: ["replicas": .int32])), "status": .any])

    /// SelfSubjectAccessReview of authorization.k8s.io/v1.
    static let accessReview = ObjectSchema(
        object: "SelfSubjectAccessReview",
        [
            "status": .any,
            "spec": .record(
                ObjectSchema(
                    name: "SelfSubjectAccessReviewSpec",
                    fields: [
                        "resourceAttributes": .record(resourceAttributes),
                        "nonResourceAttributes": .record(nonResourceAttributes),
                    ])),
        ])

    private static let resourceAttributes = ObjectSchema(
        name: "ResourceAttributes",
        fields: [
            "namespace": .string, "verb": .string, "group": .string, "version": .string, "resource": .string,
            "subresource": .string,
            "name": .string, "fieldSelector": .any, "labelSelector": .any,
        ])

    private static let nonResourceAttributes = ObjectSchema(
        name: "NonResourceAttributes", fields: ["path": .string, "verb": .string])

    /// SelfSubjectRulesReview of authorization.k8s.io/v1.
    static let rulesReview = ObjectSchema(
        object: "SelfSubjectRulesReview",
        [
            "status": .any,
            "spec": .record(ObjectSchema(name: "SelfSubjectRulesReviewSpec", fields: ["namespace": .string])),
        ])
}
