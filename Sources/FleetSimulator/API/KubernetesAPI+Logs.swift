/// Why a kubelet has no log to give.
enum LogFailure {
    /// Its serving certificate is not approved: kube-apiserver cannot speak to it.
    case certificate
    /// The container is gone: the kubelet says so in the body of a 200.
    case container
}

/// A log to follow: what is there already and the run of the container that goes on writing.
struct FollowRequest {
    let log: ContainerLog
    let initial: [UInt8]
    let timestamps: Bool
}

extension KubernetesAPI {
    func log(_ request: HTTPRequest, _ path: ResourcePath) -> Outcome {
        do {
            try LogOptions.check(request.query, pod: path.name ?? "")
        } catch {
            return .reply(error.reply)
        }
        guard let name = path.name, path.namespace == "kubesphere-system",
            let pod = workload.pods.first(where: { $0.name == name })
        else {
            return .reply(Failure.notFound(ObjectKind.pods.resource, name: path.name ?? ""))
        }
        switch source(pod, request) {
        case .failure(let problem): return .reply(problem.reply)
        case .success(let log):
            let options = LogOptions(request.query)
            if let logFailure { return .reply(logFailure.reply(pod: name)) }
            if floodsLogs { return .reply(Reply(status: 200, contentType: "text/plain", body: options.flood())) }
            let text = options.select(log.entries)
            if request.flag("follow"), !log.isClosed {
                return .follow(FollowRequest(log: log, initial: text, timestamps: options.timestamps))
            }
            return .reply(Reply(status: 200, contentType: "text/plain", body: text))
        }
    }

    private struct Problem: Error { let reply: Reply }

    private func source(_ pod: Pod, _ request: HTTPRequest) -> Result<ContainerLog, Problem> {
        func problem(_ message: String) -> Result<ContainerLog, Problem> {
            .failure(Problem(reply: Failure.badRequest(message)))
        }
        let names = pod.containerNames
        guard let container = request.query["container"] ?? (names.count == 1 ? names[0] : nil) else {
            let choices = names.joined(separator: " ")
            return problem("a container name must be specified for pod \(pod.name), choose one of: [\(choices)]")
        }
        guard names.contains(container) else {
            return problem("container \(container) is not valid for pod \(pod.name)")
        }
        if case .creating = pod.state {
            return problem("container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: ContainerCreating")
        }
        if pod.isWaitingForImage {
            return problem(
                """
                container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: trying and failing to pull image
                """
            )
        }
        let isServer = container == "ks-apiserver"
        if request.flag("previous") {
            guard isServer, let log = pod.previousLog else {
                return problem("previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found")
            }
            return .success(log)
        }
        return .success(isServer ? pod.log : pod.controllerManagerLog ?? pod.log)
    }
}

extension LogFailure {
    /// As reported: kubeadm#591, and kubernetes#142258 for the 200.
    func reply(pod: String) -> Reply {
        switch self {
        case .certificate:
            let address = "https://10.0.0.12:10250/containerLogs/kubesphere-system/\(pod)/ks-apiserver"
            return Failure.reply(500, "InternalError", "Get \"\(address)\": remote error: tls: internal error")
        case .container:
            let id = String(repeating: "0", count: 62) + "aa"
            return Reply(
                status: 200, contentType: "text/plain",
                body: Array("unable to retrieve container logs for containerd://\(id)".utf8))
        }
    }
}
