package import Fleet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One process at a time records rounds in a history: two that read the same log would count its failures twice.
///
/// A flock(2): the kernel drops it with its process, however that ends.
package struct AgentLock: ~Copyable {
    private let descriptor: Int32

    /// - Parameter state: the folder of the history, which exists.
    /// - Throws: `Fault` where another process holds it.
    package init(state: String) throws(Fault) {
        let path = "\(state)/agent.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.notAttempted, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(
                .notAttempted,
                """
                another agentd is using this history (\(path) is locked): two would count failures twice; see \
                `agentctl status`, and to probe now `agentctl probe`
                """
            )
        }
        StateOwner.adopt([path], in: state)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
