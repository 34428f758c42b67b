extension Kubeconfig {
    /// Where kubectl looks: the colon-separated list in `KUBECONFIG`, else `~/.kube/config`. Empty list members are
    /// skipped, as there.
    ///
    /// - Parameter environment: the process's environment; passed in, so that nothing here reads global state.
    package static func defaultPaths(environment: [String: String]) -> [String] {
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty { return listed }
        guard let home = environment["HOME"], !home.isEmpty else { return [] }
        return ["\(home)/.kube/config"]
    }
}
