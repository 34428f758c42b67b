import Fleet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One repair at a time on this machine. The kernel drops a flock(2) with its process, however that ends, so it cannot be left behind.
struct RepairLock {
    private let descriptor: Int32

    static func acquire(_ path: String) throws(Fault) -> RepairLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Fault(.notAttempted, "\(path): the repair lock cannot be opened: \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Fault(.notAttempted, "another repair is under way on this machine (\(path)): wait for it, then plan again")
        }
        return RepairLock(descriptor: descriptor)
    }

    func release() { close(descriptor) }
}
