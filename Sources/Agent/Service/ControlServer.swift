import Control
import FoundationEssentials
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The agent's Unix socket. It tells and takes no orders: one path, GET only, nothing of it depends on what a client sends.
struct ControlServer: ServiceLifecycle.Service {
    let socket: String
    let state: @Sendable () async -> AgentState
    let logger: Logger

    func run() async throws {
        removeStaleSocket()
        let router = Router()
        router.get("v1/state") { _, _ in
            let body = try await state().encoded()
            return Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        }
        let path = socket
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path), serverName: "ksfleet"),
            // Whoever may connect may ask: the directory and this mode let in the owner and the group.
            onServerRunning: { _ in _ = chmod(path, 0o660) },
            logger: logger)
        try await application.runService(gracefulShutdownSignals: [])
    }

    /// A socket that a killed agent left behind; anything else at that path is not ours to remove.
    private func removeStaleSocket() {
        guard let kind = (try? FileManager.default.attributesOfItem(atPath: socket))?[.type] as? FileAttributeType, kind == .typeSocket else { return }
        unlink(socket)
    }
}
