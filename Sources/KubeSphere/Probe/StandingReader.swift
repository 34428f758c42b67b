package import Fleet
import FoundationEssentials
package import Kubernetes

/// What a cluster is and how it is set up: everything a probe reads before it asks about tokens.
package struct Standing: Sendable {
    package let identity: Reading<String>
    /// The server's clock minus ours, seconds.
    package let clockOffset: Double?
    package let config: Reading<ConfigFacts>
    /// The document with its secrets; it stays in the process.
    package let document: ConfigDocument?
    package let workload: Reading<Workload>
    package let surroundings: Surroundings

    /// The version that the probe's path is chosen by: the image's, or what the layout of the configuration implies.
    package var version: KubeSphereVersion? {
        workload.value?.version ?? (document?.layout == .issuer ? KubeSphereVersion(major: 4, minor: 1) : nil)
    }
}

/// Reads a `Standing`, one request after another on one connection: a cluster with little to say costs one TLS handshake.
package struct StandingReader: Sendable {
    let reader: any ClusterReader
    let key: FingerprintKey

    package init(reader: any ClusterReader, key: FingerprintKey) {
        self.reader = reader
        self.key = key
    }

    func read(memo: inout StandingMemo, now: @Sendable () -> Date) async -> Standing {
        let answer = await reader.get(Names.kubeSystemPath)
        let offset = answer.value?.date.map { $0.timeIntervalSince(now()).rounded() }
        let identity = memoised(answer, &memo.identity) { answer in
            answer.decoded(Namespace.self, asked: "GET \(Names.kubeSystemPath)").map { $0.metadata.uid ?? "" }
        }
        if let fault = identity.fault, fault.forbidsFurtherRequests {
            let skipped = Fault(.notAttempted, "not asked: \(fault.message)")
            return Standing(identity: identity, clockOffset: offset, config: .failed(skipped), document: nil, workload: .failed(skipped),
                surroundings: Surroundings())
        }
        let config = memoised(await reader.get(Names.configMapPath), &memo.config, config)
        var workload = await WorkloadReader(reader: reader).read(memo: &memo, at: now())
        if case .value(let read) = workload { workload = .value(await StartFaultReader(reader: reader).read(read, memo: &memo.startFaults)) }
        let surroundings = await SurroundingsReader(reader: reader, key: key).read(
            memo: &memo.surroundings, config: config.value?.facts, layout: config.value?.document.layout, version: workload.value?.version, at: now())
        return Standing(
            identity: identity, clockOffset: offset, config: config.map(\.facts), document: config.value?.document, workload: workload,
            surroundings: surroundings)
    }

    private func config(_ answer: Reading<Answer>) -> Reading<ConfigReading> {
        switch answer.decoded(ConfigMap.self, asked: "GET \(Names.configMapPath)") {
        case .failed(let fault): return .failed(fault)
        case .value(let configMap):
            guard let text = configMap.data?[Names.configKey] else {
                return .failed(Fault(.missingDocument, "ConfigMap \(Names.configMap) has no key \(Names.configKey)"))
            }
            do throws(Fault) {
                let document = try ConfigDocument(parsing: text)
                return .value(ConfigReading(facts: document.facts(of: configMap, key: key), document: document))
            } catch {
                return .failed(error)
            }
        }
    }
}

/// Makes a value of an answer, unless the same bytes gave one before.
func memoised<Value>(_ answer: Reading<Answer>, _ memo: inout Memo<Value>, _ make: (Reading<Answer>) -> Reading<Value>) -> Reading<Value> {
    guard let hash = answer.value?.contentHash(), answer.value?.isSuccess == true else { return make(answer) }
    return memo.value(for: hash) { make(answer) }
}

extension ConfigDocument {
    package func facts(of configMap: ConfigMap, key: FingerprintKey) -> ConfigFacts {
        facts(
            resourceVersion: configMap.metadata.resourceVersion ?? "", lastWrite: ConfigOwnership.lastWrite(configMap.metadata),
            owner: ConfigOwnership.owner(configMap.metadata), applied: ConfigOwnership.applied(configMap.metadata, key: key), key: key)
    }
}
