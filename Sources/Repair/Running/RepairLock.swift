import Fleet
import Linux
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One process at a time repairs on this machine, agentd or agentctl; within it, the history counts how many runs may
/// be under way.
///
/// The kernel drops a flock(2) with its process, however that ends, so it cannot be left behind: a run that is open in
/// the history and in no process that holds the lock was left by a killed one.
struct RepairLock {
    private struct Held {
        var descriptor: Int32
        var holders = 0
        /// The runs that this process carries out now.
        var runs: Set<String> = []
    }

    private static let held = Mutex<[String: Held]>([:])

    let path: String
    private let run: String?

    /// - Parameter run: is carried out under the lock; nil to look for what was left.
    static func acquire(_ path: String, run: String?) throws(Fault) -> RepairLock {
        let fault: Fault? = held.withLock { held in
            if held[path] == nil {
                switch lock(path) {
                case .success(let descriptor): held[path] = Held(descriptor: descriptor)
                case .failure(let fault): return fault
                }
            }
            held[path]?.holders += 1
            if let run { held[path]?.runs.insert(run) }
            return nil
        }
        if let fault { throw fault }
        return RepairLock(path: path, run: run)
    }

    /// A run that this process itself carries out, or takes up.
    func isUnderWay(_ run: String) -> Bool { Self.held.withLock { $0[path]?.runs.contains(run) ?? false } }

    func release() {
        Self.held.withLock { held in
            guard var entry = held[path] else { return }
            entry.holders -= 1
            if let run { entry.runs.remove(run) }
            held[path] = entry.holders == 0 ? nil : entry
            if entry.holders == 0 { close(entry.descriptor) }
        }
    }

    private static func lock(_ path: String) -> Result<Int32, Fault> {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            return .failure(
                Fault(
                    .notAttempted,
                    """
                    \(path): the repair lock cannot be opened: \(reason); give it to the agent's user, or remove it \
                    while nothing is repaired
                    """
                ))
        }
        StateOwner.adopt([path], in: path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return .failure(
                Fault(.notAttempted, "another process repairs on this machine (\(path)): wait for it, then plan again"))
        }
        return .success(descriptor)
    }
}
