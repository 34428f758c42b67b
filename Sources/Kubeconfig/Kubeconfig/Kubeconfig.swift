/// One or more kubeconfig files, merged by kubectl's rules. Entries are read only when a context that needs them is
/// asked for.
package struct Kubeconfig: Sendable {
    /// Names of all contexts, in the order of the files.
    package let contexts: [String]
    /// The first `current-context` that is set.
    package let currentContext: String?
    /// Files of the list that do not exist. kubectl passes over them; whoever configured them may want to know.
    package let missingFiles: [String]
    /// What is read as kubectl reads it, and may be another thing than was meant.
    package let warnings: [KubeconfigWarning]

    private let contextEntries: [String: KubeconfigFile.Entry]
    private let clusters: [String: KubeconfigFile.Entry]
    private let users: [String: KubeconfigFile.Entry]

    /// Reads and merges files: for each name the first file's entry counts whole, and the first current-context that is
    /// set (Kubernetes, "Organizing Cluster Access Using kubeconfig Files", "Merging kubeconfig files").
    ///
    /// It reads files and so blocks: keep it off the cooperative pool.
    /// - Throws: `missing-file` where none of the files exists, `no-contexts` where there is nothing to use, and
    ///   whatever makes a file unreadable as a whole. A broken entry is not an error here but of
    ///   `endpoint(forContext:)`.
    package static func load(paths: [String]) throws(KubeconfigError) -> Kubeconfig {
        var files: [KubeconfigFile] = []
        var missing: [KubeconfigError] = []
        for path in paths {
            do throws(KubeconfigError) {
                files.append(try KubeconfigFile(path: path))
            } catch {
                guard error.code == .missingFile else { throw error }
                missing.append(error)
            }
        }
        guard !files.isEmpty else { throw noFiles(paths) }
        return try Kubeconfig(files: files, missing: missing.compactMap(\.file))
    }

    private init(files: [KubeconfigFile], missing: [String]) throws(KubeconfigError) {
        missingFiles = missing
        warnings = KubeconfigWarning.all(of: files)
        currentContext = files.lazy.compactMap(\.currentContext).first
        let entries = files.flatMap(\.contexts)
        var seen: Set<String> = []
        // One without a name cannot be asked for.
        contexts = entries.map(\.name).filter { !$0.isEmpty && seen.insert($0).inserted }
        contextEntries = Self.firstByName(entries)
        clusters = Self.firstByName(files.flatMap(\.clusters))
        users = Self.firstByName(files.flatMap(\.users))
        guard !contexts.isEmpty else {
            let message = "there is no context in it; add one with `kubectl config set-context`"
            throw KubeconfigError(.noContexts, message, file: files.first?.path, field: "contexts")
        }
    }

    private static func firstByName(_ entries: [KubeconfigFile.Entry]) -> [String: KubeconfigFile.Entry] {
        Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func noFiles(_ paths: [String]) -> KubeconfigError {
        guard let first = paths.first else {
            return KubeconfigError(
                .missingFile, "no kubeconfig is given; set KUBECONFIG or create ~/.kube/config", file: nil)
        }
        let others = paths.count > 1 ? ", nor \(paths.dropFirst().joined(separator: ", "))" : ""
        let message = """
            no such file\(others); correct its name (kubeconfigs in agent.yaml, --kubeconfig or KUBECONFIG), or put \
            it there
            """
        return KubeconfigError(.missingFile, message, file: first)
    }

    /// All that is needed to reach the cluster of a context. One broken context does not stop the others.
    ///
    /// It reads the files that the entries name and so blocks: keep it off the cooperative pool.
    /// - Parameters:
    ///   - allowance: what is refused unless the operator allows it.
    ///   - proxies: for clusters without a `proxy-url`.
    package func endpoint(
        forContext name: String, allowing allowance: EndpointAllowance = EndpointAllowance(),
        proxies: ProxyEnvironment = .process
    ) -> Result<APIEndpoint, KubeconfigError> {
        do throws(KubeconfigError) {
            return .success(try resolve(name, EndpointReader(allowance: allowance, proxies: proxies)))
        } catch {
            return .failure(error.inContext(name))
        }
    }

    /// The certificates and keys beside the kubeconfig that a context names, whether or not they can be used: they may
    /// be mended.
    package func files(ofContext name: String) -> [String] {
        guard let (cluster, user) = try? entries(of: name) else { return [] }
        return CredentialSource.files(cluster, ["certificate-authority"])
            + CredentialSource.files(user, ["client-certificate", "client-key"])
    }

    private func resolve(_ name: String, _ reader: EndpointReader) throws(KubeconfigError) -> APIEndpoint {
        let (cluster, user) = try entries(of: name)
        return try reader.endpoint(context: name, cluster: cluster, user: user)
    }

    private func entries(of name: String) throws(KubeconfigError) -> (
        cluster: KubeconfigFile.Entry, user: KubeconfigFile.Entry
    ) {
        guard let context = contextEntries[name] else {
            throw KubeconfigError(.unknownContext, "no such context; `kubectl config get-contexts` lists them")
        }
        let cluster = try referred("cluster", by: context, among: clusters, missing: .unknownCluster)
        return (cluster, try referred("user", by: context, among: users, missing: .unknownUser))
    }

    private func referred(
        _ key: String, by context: KubeconfigFile.Entry, among entries: [String: KubeconfigFile.Entry],
        missing: KubeconfigError.Code
    ) throws(KubeconfigError) -> KubeconfigFile.Entry {
        let name = try context.body.text(key, at: context.place) ?? ""
        guard let entry = entries[name] else {
            guard !name.isEmpty else {
                throw context.place.field(key).error(
                    missing, "the context names no \(key); set one with `kubectl config set-context`")
            }
            throw context.place.field(key).error(
                missing, "there is no \(key) \(name) in the kubeconfig; add it or correct the name")
        }
        return entry
    }
}
