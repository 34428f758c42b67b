import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One cluster of a running fleet: what tests and the command line see of it.
package final class SimulatedCluster: Sendable {
    /// The bearer tokens that kube-apiserver knows, by what their users may do.
    package struct Tokens: Sendable {
        /// All rights.
        package let fleet: String
        /// The observe role.
        package let observer: String
        /// No rights: the user is called `nobody`.
        package let nobody: String
    }

    /// The name of its context in the kubeconfig.
    package let name: String
    /// The KubeSphere release that it runs.
    package let version: SimulatedVersion
    /// Whether it is the fleet's host.
    package let role: ClusterRole
    /// The port on 127.0.0.1.
    package let port: Int
    /// The bearer tokens that its kube-apiserver accepts.
    package let tokens: Tokens
    /// The certificate authority that the kubeconfig names, as PEM.
    package let authorityPEM: String
    let kubeconfigEntry: KubeconfigEntry
    let eventLoop: any EventLoop
    let state: NIOLoopBoundBox<ClusterState>
    private let listener: NIOLoopBoundBox<(any Channel)?>

    private init(
        _ configuration: ClusterConfiguration, tokens: Tokens, entry: KubeconfigEntry,
        state: NIOLoopBoundBox<ClusterState>,
        listener: NIOLoopBoundBox<(any Channel)?>, eventLoop: any EventLoop
    ) {
        name = configuration.name
        version = configuration.version
        role = configuration.role
        port = entry.port
        authorityPEM = entry.authorityPEM
        kubeconfigEntry = entry
        self.tokens = tokens
        self.state = state
        self.listener = listener
        self.eventLoop = eventLoop
    }

    static func start(
        _ configuration: ClusterConfiguration, fleet: FleetConfiguration, hostSecret: String,
        on eventLoop: any EventLoop
    ) async throws -> SimulatedCluster {
        let authority = try CertificateAuthority(name: "kubernetes")
        let tls = try ServerTLS.context(try authority.issueServer())
        let client = try authority.issueClient(user: KubeconfigUser.name, groups: ["system:masters"])
        let tokens = Tokens(fleet: Names.suffix(40), observer: Names.suffix(40), nobody: Names.suffix(40))
        let state = try await eventLoop.submit {
            let state = ClusterState(
                configuration, fleet: fleet, hostSecret: hostSecret, authority: authority, tls: tls,
                eventLoop: eventLoop)
            state.api.authenticator.tokens = users(tokens)
            return NIOLoopBoundBox(state, eventLoop: eventLoop)
        }.get()
        let channel = try await bind(state, port: 0, on: eventLoop)
        let listener = try await eventLoop.submit { NIOLoopBoundBox<(any Channel)?>(channel, eventLoop: eventLoop) }
            .get()
        let entry = KubeconfigEntry(
            name: configuration.name, port: channel.localAddress?.port ?? 0,
            authorityPEM: try authority.identity.certificatePEM, credential: configuration.credential,
            token: tokens.fleet,
            certificatePEM: try client.certificatePEM, keyPEM: try client.keyPEM)
        let cluster = SimulatedCluster(
            configuration, tokens: tokens, entry: entry, state: state, listener: listener, eventLoop: eventLoop)
        // The one that rewrites the document first: the others take what it leaves for normal.
        for fault in configuration.faults.filter({ !$0.joinsOthers }) + configuration.faults.filter(\.joinsOthers) {
            try await cluster.set(fault)
        }
        return cluster
    }

    private static func users(_ tokens: Tokens) -> [String: KubernetesUser] {
        let everybody = ["system:authenticated"]
        return [
            tokens.fleet: KubernetesUser(name: KubeconfigUser.name, groups: everybody, rights: .all),
            tokens.observer: KubernetesUser(name: "observer", groups: everybody, rights: .observe),
            tokens.nobody: KubernetesUser(name: "nobody", groups: everybody, rights: .none),
        ]
    }

    // The listener and all of its connections share the cluster's event loop: nothing of a cluster needs a lock.
    private static func bind(_ state: NIOLoopBoundBox<ClusterState>, port: Int, on eventLoop: any EventLoop)
        async throws -> any Channel
    {
        precondition(decoderTypes.count == 1)
        return try await ServerBootstrap(group: eventLoop, childGroup: eventLoop)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel, state.value) }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// Met by one thread before the loops of several clusters need it at once: Swift's runtime (6.3.1) can end the
    /// process with SIGSEGV then.
    private static let decoderTypes: [Any.Type] = [ByteToMessageHandler<HTTPRequestDecoder>.self]

    private static func initialize(_ channel: any Channel, _ state: ClusterState) throws {
        state.opened(channel)
        channel.closeFuture.assumeIsolated().whenComplete { _ in state.closed(channel) }
        guard case .serves = state.portBehaviour else { return }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ServerTLS.handler(state.tls))
        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
        try pipeline.addHandler(APIConnection(cluster: state))
    }

    /// Runs on the cluster's event loop, where its state may be touched.
    func onLoop<Result: Sendable>(_ act: @escaping @Sendable (ClusterState) throws -> Result) async throws -> Result {
        let state = state
        return try await eventLoop.submit { try act(state.value) }.get()
    }

    func set(_ fault: Fault) async throws {
        if fault.joinsOthers { return try await onLoop { $0.join(fault) } }
        try await clearOwn()
        try await onLoop { try $0.apply(fault) }
        if fault == .refused { try await closeListener() }
    }

    func clear(_ fault: Fault) async throws {
        if fault.joinsOthers { return try await onLoop { $0.leave(fault) } }
        if try await onLoop({ $0.fault == fault }) { try await clearOwn() }
    }

    func clear() async throws {
        try await onLoop { $0.leaveAll() }
        try await clearOwn()
    }

    private func clearOwn() async throws {
        try await onLoop { try $0.clearFault() }
        let listener = listener
        guard try await eventLoop.submit({ listener.value == nil }).get() else { return }
        let channel = try await SimulatedCluster.bind(state, port: port, on: eventLoop)
        try await eventLoop.submit { listener.value = channel }.get()
    }

    private func closeListener() async throws {
        let listener = listener
        let channel = try await eventLoop.submit {
            defer { listener.value = nil }
            return listener.value
        }.get()
        try await channel?.close().get()
    }

    func stop() async {
        try? await closeListener()
        try? await onLoop { $0.closeConnections() }
    }
}
