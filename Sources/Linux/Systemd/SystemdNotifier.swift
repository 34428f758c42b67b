import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The sd_notify(3) protocol: datagrams of `KEY=value` lines to the socket that systemd names in `NOTIFY_SOCKET`.
package struct SystemdNotifier: Sendable {
    private let path: String?

    /// - Parameter path: the value of `NOTIFY_SOCKET`; nil, where no service manager listens, makes every call do
    ///   nothing.
    package init(path: String?) { self.path = path.flatMap { $0.isEmpty ? nil : $0 } }

    package func ready(status: String) { send("READY=1\nSTATUS=\(status)") }
    package func status(_ text: String) { send("STATUS=\(text)") }
    package func watchdog() { send("WATCHDOG=1") }
    /// sd_notify(3): with the monotonic time, so that systemd 253 and later know which reload the next READY ends.
    package func reloading() {
        send(
            """
            RELOADING=1\nMONOTONIC_USEC=\(Int64(ProcessInfo.processInfo.systemUptime * 1_000_000))\nSTATUS=reloading \
            the policy
            """
        )
    }

    package func stopping() { send("STOPPING=1\nSTATUS=stopping") }

    private func send(_ message: String) {
        guard let path else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        // unix(7): a leading @ stands for the NUL byte of an abstract socket's name.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let text = Array(message.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
