import Control
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("An agent that cannot be asked is told apart")
struct ConnectErrorTests {
    @Test("nothing there")
    func absent() async throws {
        try await check("/nowhere/agent.sock", .notRunning, says: "systemctl start ksfleet-agent")
    }

    @Test("a file that is no socket")
    func file() async throws {
        try await Self.inFolder { folder in
            try Data("x".utf8).write(to: URL(filePath: folder + "/agent.sock"))
            try await check(folder + "/agent.sock", .wrongSocket, says: "KSFLEET_SOCKET")
        }
    }

    @Test("a socket that a killed agent has left behind")
    func leftBehind() async throws {
        try await Self.inFolder { folder in
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array((folder + "/agent.sock").utf8)) }
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(bound == 0)
            close(descriptor)
            try await check(folder + "/agent.sock", .notRunning, says: "no agent listens")
        }
    }

    @Test("a path that is longer than a socket's may be")
    func long() async throws {
        try await check("/" + String(repeating: "x", count: 200), .wrongSocket, says: "no socket of an agent")
    }

    private func check(_ path: String, _ code: ControlError.Code, says words: String) async throws {
        let error = await #expect(throws: ControlError.self) { try await ControlClient(socket: path).state() }
        #expect(error?.code == code && error?.description.contains(words) == true, "\(String(describing: error))")
    }

    private static func inFolder(_ body: (String) async throws -> Void) async throws {
        // Short: a socket's path has 108 bytes.
        let folder = "/tmp/ks-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
