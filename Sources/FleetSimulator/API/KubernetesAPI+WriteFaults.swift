import NIOCore

/// The faults of writes that are set on a cluster, and how often each has yet to strike.
struct WriteFaults {
    private(set) var active: [Fault] = []

    mutating func add(_ fault: Fault) {
        active.removeAll { $0.aimed(at: .any) == fault.aimed(at: .any) }
        active.append(fault)
    }

    mutating func remove(_ fault: Fault) { active.removeAll { $0.aimed(at: .any) == fault.aimed(at: .any) } }

    /// The first fault that concerns a write of that resource, counted down.
    mutating func strike(_ resource: ResourceType, isTest: Bool) -> Fault? {
        let index = active.firstIndex { fault in
            if case .lateAnswer = fault { return true }
            if case .testFails = fault, !isTest { return false }
            guard let target = fault.target else { return false }
            return target.resource.map { [resource.plural, resource.qualified].contains($0) } ?? true
        }
        guard let index else { return nil }
        let fault = active[index]
        if let target = fault.target, let times = target.times {
            if times == 1 {
                active.remove(at: index)
            } else {
                active[index] = fault.aimed(at: WriteTarget(target.resource, times: times - 1))
            }
        }
        return fault
    }
}

extension KubernetesAPI {
    /// Does a write, or what the faults of writes make of it. Dry runs are left alone: they are how a client prepares
    /// for the fault.
    func disturbed(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind, _ act: @escaping () -> Reply)
        -> Outcome
    {
        let isTest = (try? JSON(parsing: request.body))?.array?.contains { $0["op"] == "test" } ?? false
        guard request.query["dryRun"] != "All", let fault = writeFaults.strike(path.resource, isTest: isTest) else {
            return .reply(act())
        }
        switch fault {
        case .loseRequest: return .hangUp
        case .holdWrite:
            heldWrites.append(act)
            return .hangUp
        case .throttleWrite: return .reply(Failure.tooManyRequests(seconds: 1))
        case .conflict: return .reply(Failure.conflict(kind.resource, name: path.name ?? ""))
        case .testFails: return .reply(Failure.inapplicablePatch)
        case .invalidWrite: return .reply(Failure.invalid(kind, name: path.name ?? ""))
        case .failedWrite: return .reply(Failure.internalError)
        case .concurrentEdit:
            editMeanwhile(path, kind)
            return .reply(act())
        default: break
        }
        // These are done, and only the answer suffers; a refused one too.
        let reply = act()
        switch fault {
        case .loseAnswer: return .hangUp
        case .neverAnswer: return .silence
        case .lateAnswer(let time): return .late(reply, .nanoseconds(Int64(time.inSeconds * 1e9)))
        default: return .reply(reply)
        }
    }

    /// Does what was held, as the objects are now; nobody is told of it.
    func doHeldWrites() {
        let held = heldWrites
        heldWrites = []
        for act in held { _ = act() }
    }

    /// What another operator's editor leaves: a comment in the document, an annotation elsewhere.
    private func editMeanwhile(_ path: ResourcePath, _ kind: ObjectKind) {
        guard let name = path.name, let old = store.object(kind, name, namespace: path.namespace) else { return }
        var new = old
        if let text = old[["data", "kubesphere.yaml"]]?.string {
            new[["data", "kubesphere.yaml"]] = .string(text + "# edited by somebody else\n")
        } else {
            new[["metadata", "annotations", "example.com/edited-at"]] = .string(Timestamp.now.rfc3339Nano)
        }
        ManagedFields.update(&new, from: old, by: FieldManager(name: "kubectl-edit"), at: .now)
        store.put(kind, new)
    }

    /// Whether the user may: its rights, and what a fault takes from everybody.
    func allows(_ user: KubernetesUser, _ attributes: RequestAttributes) -> Bool {
        user.rights.allow(attributes) && !denials.contains { $0.covers(attributes) }
    }
}

/// A verb on a resource that is forbidden to everybody.
struct Denial: Hashable {
    let verb: String
    /// `configmaps`, `deployments.apps`, `pods/log`.
    let resource: String

    func covers(_ attributes: RequestAttributes) -> Bool {
        let suffix = attributes.subresource.map { "/\($0)" } ?? ""
        return attributes.verb == verb
            && [attributes.resource.plural + suffix, attributes.resource.qualified + suffix].contains(resource)
    }
}

extension Failure {
    /// 422 as validation and admission answer it, with a cause that names a field.
    static func invalid(_ kind: ObjectKind, name: String) -> Reply {
        invalid(WrittenForm(kind), name: name, [.forbidden("metadata", "this simulated cluster takes no such change")])
    }
}
