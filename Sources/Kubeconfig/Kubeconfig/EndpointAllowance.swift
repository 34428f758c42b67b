/// What a kubeconfig may ask for only where the operator says so: it would run a program, or trust a server that nobody
/// vouches for.
package struct EndpointAllowance: Equatable, Sendable {
    /// Contexts whose `insecure-skip-tls-verify: true` is accepted.
    package var insecureContexts: Set<String>
    /// Credential plugins (`exec`) that may be run, by absolute path.
    package var execCommands: Set<String>

    package init(insecureContexts: Set<String> = [], execCommands: Set<String> = []) {
        self.insecureContexts = insecureContexts
        self.execCommands = execCommands
    }
}
