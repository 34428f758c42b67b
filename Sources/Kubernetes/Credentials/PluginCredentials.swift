import Fleet
import FoundationEssentials
import Kubeconfig
import NIOCore
import NIOPosix
import Synchronization

/// The credential that a plugin gave last: kept until it ends or the server refuses it, and asked for once, however
/// many wait for it.
final class PluginCredentials: Sendable {
    private struct State {
        var current: ExecCredential?
        var pending: EventLoopFuture<ExecCredential>?
    }

    private let plugin: ExecPlugin
    private let eventLoop: any EventLoop
    private let state = Mutex(State())
    /// Seconds that a credential plugin may take.
    private static let time = 30.0
    /// A credential that ends within so many seconds is fetched anew: it must still be good when the server reads it.
    private static let margin = 10.0
    /// Threads of their own: plugins that hang must not keep anybody from reading a file.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 16)
        pool.start()
        return pool
    }()

    init(_ plugin: ExecPlugin, eventLoop: any EventLoop) {
        self.plugin = plugin
        self.eventLoop = eventLoop
    }

    /// - Parameter patience: for how long the caller waits; the plugin runs on for the next one.
    /// - Throws: a `Fault` that names the plugin; `CancellationError` where the caller is cancelled, while the plugin
    ///   runs on for the next one.
    func credential(patience: Duration) async throws -> ExecCredential {
        let future: EventLoopFuture<ExecCredential> = state.withLock { state in
            if let current = state.current, current.expires.map({ $0.timeIntervalSinceNow > Self.margin }) ?? true {
                return eventLoop.makeSucceededFuture(current)
            }
            if let pending = state.pending { return pending }
            let plugin = plugin
            let fetch = Self.threads.runIfActive(eventLoop: eventLoop) {
                try ExecCredential.fetch(plugin, deadline: Self.time)
            }
            state.pending = fetch
            return fetch
        }
        future.whenComplete { self.settle(future, $0) }
        let own = eventLoop.makePromise(of: ExecCredential.self)
        future.cascade(to: own)
        let late = Fault(
            .kubeconfig,
            """
            the credential plugin \(plugin.command) has not answered within \(patience); run it by hand: it may wait \
            for a login or for the network
            """
        )
        let timer = eventLoop.scheduleTask(in: TimeAmount(patience)) { own.fail(late) }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await own.futureResult.get()
        } onCancel: {
            own.fail(CancellationError())
        }
    }

    private func settle(_ future: EventLoopFuture<ExecCredential>, _ result: Result<ExecCredential, any Error>) {
        state.withLock { state in
            guard state.pending === future else { return }
            state.pending = nil
            state.current = try? result.get()
        }
    }

    /// The server refused it: the next caller asks the plugin again, unless somebody has done so already (client-go:
    /// `maybeRefreshCreds`).
    func refused(_ credential: ExecCredential) {
        state.withLock { state in
            if state.current === credential { state.current = nil }
        }
    }
}
