import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process groups of programs that run for us: they are ended with this process, so that one that hangs does not
/// outlive a command.
enum RunningChildren {
    private static let groups = Mutex<Set<pid_t>>([])
    private static let endsThem: Void = { _ = atexit { RunningChildren.end() } }()

    static func add(_ group: pid_t) {
        _ = endsThem
        groups.withLock { _ = $0.insert(group) }
    }

    static func remove(_ group: pid_t) { groups.withLock { _ = $0.remove(group) } }

    private static func end() {
        for group in groups.withLock({ $0 }) { kill(-group, SIGKILL) }
    }
}
