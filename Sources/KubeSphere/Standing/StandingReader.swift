package import Fleet
import FoundationEssentials
import KubeSphereConfig
package import Kubernetes

/// What a cluster is and how it is set up: everything a probe reads before it asks about tokens.
package struct Standing: Sendable {
    package let identity: Reading<String>
    /// The server's clock minus ours, seconds.
    package let clockOffset: Double?
    package let config: Reading<ConfigFacts>
    /// The document with its secrets; it stays in the process.
    package let document: ConfigDocument?
    package internal(set) var workload: Reading<Workload>
    package let surroundings: Surroundings
    /// What is kept of a document that could not be read.
    package internal(set) var unreadable: UnreadableConfig?
    /// What its processes said of themselves, in this probe or an earlier one, where their Deployment cannot be read.
    package internal(set) var servedVersion: KubeSphereVersion?

    /// Whether its own configuration says that it is the host. Without a ConfigMap it is none; nil where that was not
    /// read.
    package var saysItIsTheHost: Bool? {
        switch config {
        case .value(let facts): facts.role == .host
        case .failed(let fault): fault.kind == .notFound || fault.kind == .missingDocument ? false : nil
        }
    }

    /// The version that the probe's path is chosen by: the image's, or what the layout of the configuration implies.
    package var version: KubeSphereVersion? {
        workload.value?.version ?? servedVersion
            ?? (document?.layout == .issuer ? KubeSphereVersion(major: 4, minor: 1) : nil)
    }
}

/// Reads a `Standing`, one request after another on one connection: a cluster with little to say costs one TLS
/// handshake.
package struct StandingReader: Sendable {
    let reader: any ClusterReader
    let key: FingerprintKey
    /// Seconds for which a probe waits for a long document; the next one goes on waiting.
    let patience: Double

    package init(reader: any ClusterReader, key: FingerprintKey, patience: Double = 2) {
        self.reader = reader
        self.key = key
        self.patience = patience
    }

    func read(memo: inout StandingMemo, now: @Sendable () -> Date) async -> Standing {
        let basis = await basis(&memo, now)
        if let fault = basis.identity.fault, fault.forbidsFurtherRequests {
            let skipped = Fault(.notAttempted, "not asked: \(fault.message)")
            return Standing(
                identity: basis.identity, clockOffset: basis.clockOffset, config: .failed(skipped), document: nil,
                workload: .failed(skipped),
                surroundings: Surroundings())
        }
        var workload = await WorkloadReader(reader: reader).read(memo: &memo, at: now())
        if case .value(let read) = workload {
            var known = await StartFaultReader(reader: reader).read(read, memo: &memo.startFaults, at: now())
            let tallies = memo.restarts.look(at: known.pods, at: now())
            for index in known.pods.indices { known.pods[index].recentRestarts = tallies[known.pods[index].uid] }
            workload = .value(known)
        }
        let servedVersion = workload.value == nil ? memo.servedVersion : nil
        let version = workload.value?.version ?? servedVersion
        let config = await asRead(basis, by: version, &memo)
        memo.place = Self.place(basis.identity, config)
        let surroundings = await SurroundingsReader(reader: reader, key: key).read(
            memo: &memo.surroundings, config: config.value?.facts, layout: config.value?.document.layout,
            version: version, at: now())
        return Standing(
            identity: basis.identity, clockOffset: basis.clockOffset, config: config.map(\.facts),
            document: config.value?.document, workload: workload,
            surroundings: surroundings, unreadable: unreadable(basis.answer, config.fault),
            servedVersion: servedVersion)
    }

    private static func place(_ identity: Reading<String>, _ config: Reading<ConfigReading>) -> StandingMemo.Place? {
        guard let cluster = identity.value, !cluster.isEmpty, let configMap = config.value?.uid else { return nil }
        return .init(cluster: cluster, configMap: configMap)
    }

    private func unreadable(_ answer: Reading<Answer>?, _ fault: Fault?) -> UnreadableConfig? {
        guard let answer, [.invalidDocument, .documentNotRead, .answerTooLarge].contains(fault?.kind) else {
            return nil
        }
        let configMap = answer.decoded(ConfigMap.self, asked: "GET \(Names.configMapPath)").value
        guard let configMap, let text = configMap.data?[Names.configKey] else { return nil }
        var kept = UnreadableConfig(text, key: key)
        kept.resourceVersion = ServerWords.resourceVersion(of: configMap.metadata)
        kept.lastWrite = ConfigOwnership.lastWrite(configMap.metadata)
        return kept
    }

    /// Which cluster it is, and how it is configured.
    private struct Basis {
        let identity: Reading<String>
        let clockOffset: Double?
        /// Nil where it waits for the version.
        let config: Reading<ConfigReading>?
        /// What the configuration was read from, and the version that it was read for.
        var answer: Reading<Answer>?
        var version: KubeSphereVersion?
    }

    /// The configuration is asked for first, and what it means depends on the version, which the workload tells: where
    /// that is another than last time, it is read once more.
    private func asRead(_ basis: Basis, by version: KubeSphereVersion?, _ memo: inout StandingMemo) async -> Reading<
        ConfigReading
    > {
        let version = version ?? basis.version
        if let config = basis.config, version == basis.version { return config }
        guard let answer = basis.answer else {
            return .failed(Fault(.notAttempted, "the configuration was not asked for"))
        }
        if version != memo.configVersion { memo.config = Memo() }
        memo.configVersion = version
        return await config(answer, version, &memo)
    }

    /// A UID is one of all time (Kubernetes, "Object names and IDs"): a ConfigMap with the UID that it had when
    /// kube-system was read is in the same cluster still, and kube-system is not asked again.
    private func basis(_ memo: inout StandingMemo, _ now: @Sendable () -> Date) async -> Basis {
        if let known = memo.place {
            let sent = now()
            let answer = await reader.get(Names.configMapPath)
            let offset = Self.offset(answer, sent: sent, received: now())
            let version = memo.configVersion
            let config = await config(answer, version, &memo)
            if config.value?.uid == known.configMap {
                return Basis(
                    identity: .value(known.cluster), clockOffset: offset, config: config, answer: answer,
                    version: version)
            }
            if let fault = config.fault, fault.forbidsFurtherRequests {
                return Basis(identity: .failed(fault), clockOffset: offset, config: config)
            }
            if config.fault?.kind == .agentBusy { return await busyBasis(answer, version, config, &memo, now) }
        }
        return await wholeBasis(&memo, now)
    }

    /// Which ConfigMap it is was not read yet, so that kube-system has to be asked.
    private func busyBasis(
        _ answer: Reading<Answer>, _ version: KubeSphereVersion?, _ config: Reading<ConfigReading>,
        _ memo: inout StandingMemo, _ now: @Sendable () -> Date
    ) async -> Basis {
        let (identity, offset) = await identity(&memo, now)
        return Basis(identity: identity, clockOffset: offset, config: config, answer: answer, version: version)
    }

    private func identity(_ memo: inout StandingMemo, _ now: @Sendable () -> Date) async -> (Reading<String>, Double?) {
        memo.place = nil
        let sent = now()
        let answer = await reader.get(Names.kubeSystemPath)
        let identity = ServerWords.uid(
            of: answer.decoded(Namespace.self, asked: "GET \(Names.kubeSystemPath)"), in: answer)
        return (identity, Self.offset(answer, sent: sent, received: now()))
    }

    private func wholeBasis(_ memo: inout StandingMemo, _ now: @Sendable () -> Date) async -> Basis {
        let (identity, offset) = await identity(&memo, now)
        if let fault = identity.fault, fault.forbidsFurtherRequests {
            return Basis(identity: identity, clockOffset: offset, config: .failed(fault))
        }
        let (configMap, version) = (await reader.get(Names.configMapPath), memo.configVersion)
        let config = version == nil ? nil : await config(configMap, version, &memo)
        return Basis(identity: identity, clockOffset: offset, config: config, answer: configMap, version: version)
    }

    /// To about a second: HTTP's `Date` has no fractions. An answer was dated at some time between its request and its
    /// arrival: what a slow one took is no difference of clocks.
    private static func offset(_ answer: Reading<Answer>, sent: Date, received: Date) -> Double? {
        guard let date = answer.value?.date else { return nil }
        if date > received { return date.timeIntervalSince(received).rounded() }
        let latest = date.addingTimeInterval(1)
        return latest < sent ? latest.timeIntervalSince(sent).rounded() : 0
    }

    /// Longer answers, in bytes, are read in a lane of their own: hardly a kubesphere.yaml has ten thousand.
    private static let longAnswer = 48 << 10

    private func config(_ answer: Reading<Answer>, _ version: KubeSphereVersion?, _ memo: inout StandingMemo) async
        -> Reading<ConfigReading>
    {
        guard let whole = answer.value, whole.isSuccess, whole.length > Self.longAnswer else {
            memo.longConfig = nil
            return memoised(answer, &memo.config) { read($0, version) }
        }
        let hash = whole.contentHash()
        if let known = memo.config.value(of: hash) { return .value(known) }
        let long = memo.longConfig.flatMap { $0.hash == hash && $0.version == version ? $0 : nil }
        let reading = long?.reading ?? DocumentLane.shared.read(length: whole.length) { read(answer, version) }
        memo.longConfig = .init(hash: hash, version: version, reading: reading)
        guard let config = await reading.value(within: patience) else {
            return .failed(
                Fault(.agentBusy, "ConfigMap \(Names.configMap) has \(whole.length) bytes, and is still being read"))
        }
        if config.value != nil { memo.longConfig = nil }
        return memo.config.value(for: hash) { config }
    }

    private func read(_ answer: Reading<Answer>, _ version: KubeSphereVersion?) -> Reading<ConfigReading> {
        switch answer.decoded(ConfigMap.self, asked: "GET \(Names.configMapPath)") {
        case .failed(let fault): return .failed(fault)
        case .value(let configMap):
            guard let text = configMap.data?[Names.configKey] else {
                return .failed(Fault(.missingDocument, "ConfigMap \(Names.configMap) has no key \(Names.configKey)"))
            }
            do throws(Fault) {
                let document = try ConfigDocument(parsing: text, version: version)
                return .value(
                    ConfigReading(
                        uid: configMap.metadata.uid, facts: document.facts(of: configMap, key: key), document: document)
                )
            } catch {
                return .failed(error)
            }
        }
    }
}

/// Makes a value of an answer, unless the same bytes gave one before.
func memoised<Value>(_ answer: Reading<Answer>, _ memo: inout Memo<Value>, _ make: (Reading<Answer>) -> Reading<Value>)
    -> Reading<Value>
{
    guard let hash = answer.value?.contentHash(), answer.value?.isSuccess == true else { return make(answer) }
    return memo.value(for: hash) { make(answer) }
}

extension ConfigDocument {
    package func facts(of configMap: ConfigMap, key: FingerprintKey) -> ConfigFacts {
        facts(
            resourceVersion: ServerWords.resourceVersion(of: configMap.metadata),
            lastWrite: ConfigOwnership.lastWrite(configMap.metadata),
            owner: ConfigOwnership.owner(configMap.metadata),
            applied: ConfigOwnership.applied(configMap.metadata, key: key), key: key)
    }
}
