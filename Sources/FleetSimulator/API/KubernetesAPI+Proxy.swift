extension KubernetesAPI {
    /// The service proxy: `services/[scheme:]NAME[:port]/proxy/PATH`.
    func proxy(_ request: HTTPRequest, _ path: ResourcePath) -> Reply {
        let identifier = path.name ?? ""
        var parts = identifier.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let scheme = parts.count == 3 ? parts.removeFirst() : ""
        let name = parts.first ?? ""
        let port = parts.count > 1 ? parts[1] : ""
        guard path.namespace == "kubesphere-system", let service = store.object(.services, name) else {
            return Failure.notFound(ObjectKind.services.resource, name: name)
        }
        guard ["", "80", "443"].contains(port), service[["spec", "ports"]] != nil else {
            return Failure.unavailable("no service port \"\(port)\" found for service \"\(name)\"")
        }
        guard let pod = workload.nextEndpoint() else {
            // With pods that are not ready the whole identifier is named, without any pod only the Service.
            let subject = workload.pods.contains { !$0.isTerminating } ? identifier : name
            return Failure.unavailable("no endpoints available for service \"\(subject)\"")
        }
        guard let process = pod.process, process.isListening else {
            return Failure.unavailable(
                "error trying to reach service: dial tcp \(pod.address):9090: connect: connection refused")
        }
        guard !workload.environment.speaksTLS || scheme == "https" else {
            return .text("Client sent an HTTP request to an HTTPS server.\n", status: 400)
        }
        return process.respond(
            to: ProxiedRequest(
                method: request.method, path: path.proxyPath ?? "/",
                // The API server takes its own Authorization off a request that it has authenticated.
                authorization: nil, kubeSphereAuthorization: request.header("X-KubeSphere-Authorization")))
    }
}

extension Workload {
    /// One of the pods behind the Service, by chance.
    func nextEndpoint() -> Pod? { endpoints.randomElement() }
}
