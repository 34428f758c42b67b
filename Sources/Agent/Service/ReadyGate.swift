import Synchronization

/// READY=1 goes out once everything that listens does: whoever is ordered after the unit may use the socket at once.
final class ReadyGate: Sendable {
    private let missing: Mutex<Int>
    private let open: @Sendable () -> Void

    init(listeners: Int, open: @escaping @Sendable () -> Void) {
        missing = Mutex(listeners)
        self.open = open
        if listeners == 0 { open() }
    }

    func serves() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { open() }
    }
}
