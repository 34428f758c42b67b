#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a running agent could not be asked.
package struct ControlError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Nothing is there, or what is there was left behind by an agent that is gone.
        case notRunning = "not-running"
        case noPermission = "no-permission"
        /// There is a file, and it is no socket of an agent.
        case wrongSocket = "wrong-socket"
        case noAnswer = "no-answer"
        /// It answers, and not as this program understands.
        case foreign
    }

    package let code: Code
    package let socket: String

    init(_ code: Code, socket: String) {
        self.code = code
        self.socket = socket
    }

    package var description: String {
        switch code {
        case .notRunning:
            """
            no agent listens at \(socket): start it (systemctl start ksfleet-agent), or name its socket with --socket \
            or KSFLEET_SOCKET
            """
        case .noPermission:
            """
            you may not use \(socket): become a member of group ksfleet (sudo usermod -aG ksfleet YOU, then log in \
            again), or use sudo
            """
        case .wrongSocket:
            """
            \(socket) is no socket of an agent: name it with --socket or KSFLEET_SOCKET (control: {socket: …} in \
            agent.yaml)
            """
        case .noAnswer: "the agent at \(socket) does not answer: see journalctl -u ksfleet-agent"
        case .foreign:
            """
            the agent at \(socket) speaks another version of the control API: compare `agentctl --version` with \
            `agentd --version`
            """
        }
    }

    /// Whether a daemon is there at all: where it is not, some things can be done without it.
    package var isAbsent: Bool { code == .notRunning }
}

extension ControlError.Code {
    /// Connects once and closes again: the errno is what tells the reasons apart, and an HTTP client does not hand it
    /// on.
    init?(connectingTo path: String) {
        let descriptor = Self.socketDescriptor()
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            self = .wrongSocket
            return
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status != 0 else { return nil }
        switch errno {
        case EACCES, EPERM: self = .noPermission
        case ENOENT: self = .notRunning
        // unix(7): nobody is bound to the socket, or the file is none.
        case ECONNREFUSED: self = Self.isSocket(path) ? .notRunning : .wrongSocket
        case EPROTOTYPE, ENOTDIR, ENOTSOCK, ELOOP, ENAMETOOLONG: self = .wrongSocket
        default: self = .noAnswer
        }
    }

    private static func socketDescriptor() -> Int32 {
        #if canImport(Glibc)
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
            socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)
        #endif
    }

    private static func isSocket(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
