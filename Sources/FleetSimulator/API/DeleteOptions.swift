/// The options of a DELETE: a body's are all, and then those of the query are passed over.
struct DeleteOptions {
    private(set) var isDryRun = false
    private var uid: String?
    private var resourceVersion: String?
    private static let policies = ["Foreground", "Background", "Orphan", "nil"]

    init(_ request: HTTPRequest) throws(Refusal) {
        var dryRun = request.query["dryRun"].map { [$0] } ?? []
        var policy = request.query["propagationPolicy"]
        if request.body.isEmpty {
            try ListOptions.integer(request.query["gracePeriodSeconds"])
        } else {
            let body = try DeleteOptions.object(request)
            dryRun = (body["dryRun"]?.array ?? []).compactMap(\.string)
            policy = body["propagationPolicy"]?.string
            uid = body[["preconditions", "uid"]]?.string
            resourceVersion = body[["preconditions", "resourceVersion"]]?.string
        }
        var problems: [FieldProblem] = []
        if let policy, !DeleteOptions.policies.contains(policy) {
            problems.append(.unsupported("propagationPolicy", GoText.quoted(policy), DeleteOptions.policies))
        }
        problems += WriteOptions.dryRun(dryRun)
        guard problems.isEmpty else { throw WriteOptions.refusal("DeleteOptions", problems) }
        isDryRun = !dryRun.isEmpty
    }

    private static func object(_ request: HTTPRequest) throws(Refusal) -> JSON {
        try MediaTypes.checkBody(request)
        // kubectl sends them as JSON; clients with protobuf set no precondition here.
        if ProtobufReview.message(request.body) != nil { return [:] }
        let body: JSON
        do {
            body = try JSON(parsing: request.body)
        } catch {
            throw Refusal(Failure.badRequest("couldn't get version/kind; json parse error: \(error.description)"))
        }
        guard body.object != nil || body == .null else {
            let problem = "json: cannot unmarshal \(body.goKind) into Go value of type \(BodyDecoding.typeMeta)"
            throw Refusal(Failure.badRequest("couldn't get version/kind; json parse error: \(problem)"))
        }
        if let kind = body["kind"]?.string, !kind.isEmpty, kind != "DeleteOptions" {
            let scheme = "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"
            let version = body["apiVersion"]?.string ?? "v1"
            throw Refusal(
                Failure.badRequest(
                    "no kind \"\(kind)\" is registered for version \"\(version)\" in scheme \"\(scheme)\""))
        }
        if let dryRun = body["dryRun"], dryRun != .null, dryRun.array == nil {
            let problem =
                "json: cannot unmarshal \(dryRun.goKind) into Go struct field DeleteOptions.dryRun of type []string"
            throw Refusal(Failure.badRequest(problem))
        }
        return body
    }

    /// 409 where the object is another than the client means.
    func check(_ object: JSON, _ kind: ObjectKind, name: String) throws(Refusal) {
        let metadata = object["metadata"] ?? [:]
        let conditions = [
            ("UID", uid, metadata["uid"]?.string, "deleted and then recreated"),
            ("ResourceVersion", resourceVersion, metadata["resourceVersion"]?.string, "modified"),
        ]
        for (field, wanted, found, guess) in conditions {
            guard let wanted, wanted != found else { continue }
            throw Refusal(
                Failure.reply(
                    409, "Conflict",
                    """
                    Operation cannot be fulfilled on \(kind.kind) \"\(name)\": the \(field) in the precondition \
                    (\(wanted)) 
                    """
                        + "does not match the \(field) in record (\(found ?? "")). The object might have been \(guess)",
                    details: Failure.details(kind.resource, name: name)))
        }
    }
}

extension KubernetesAPI {
    func delete(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        do {
            let options = try DeleteOptions(request)
            guard let name = path.name, let object = store.object(kind, name, namespace: path.namespace) else {
                return Failure.notFound(kind.resource, name: path.name ?? "")
            }
            try options.check(object, kind, name: name)
            return options.isDryRun ? deleted(object, kind, name) : remove(object, kind, name)
        } catch {
            return error.reply
        }
    }

    private func remove(_ object: JSON, _ kind: ObjectKind, _ name: String) -> Reply {
        if kind == .pods, let pod = workload.pods.first(where: { $0.name == name }) {
            workload.finishTermination(pod)
            workload.settle()
        } else {
            store.delete(kind, name)
        }
        return deleted(object, kind, name)
    }

    private func deleted(_ object: JSON, _ kind: ObjectKind, _ name: String) -> Reply {
        // A pod goes gracefully, and is the answer as it was.
        if kind == .pods { return .object(object) }
        return .object([
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
            "details": [
                "name": .string(name), "kind": .string(kind.rawValue), "uid": object[["metadata", "uid"]] ?? .null,
            ],
        ])
    }
}
