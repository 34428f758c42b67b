/// Faults of the API's transport, of what stands around the configuration, and of hosts.
extension ClusterState {
    func applyFurther(_ fault: Fault, _ text: String) {
        switch fault {
        case .tooManyRequests: api.retryAfter = 1
        case .cutBodies: cutsBodies = true
        case .logFlood: api.floodsLogs = true
        case .hostileText: writeHostileText(text)
        case .echoesTokens: api.echo = .tokens
        case .echoesRequests: api.echo = .requests
        case .secretOverride: overrideSecret(text)
        case .managedByOtherHost:
            annotateNamespace([
                "cluster.kubesphere.io/name": .string(configuration.name),
                "cluster.kubesphere.io/host-cluster": "another-host",
            ])
        case .roleNone: rewrite(ConfigurationText.replacing("clusterRole", with: "none", in: text), restart: false)
        case .installerWillRevert: forgetRole(text)
        case .maxAgeZero: rewrite(ConfigurationText.replacing("accessTokenMaxAge", with: "0s", in: text), restart: true)
        case .sessionLoss:
            for _ in 0..<5 { workload.pods.first?.process?.refuse("token not found in cache") }
        case .foreignToken: environment.receivesForeignTokens = true
        case .hostileAnswers(let seed): hostile = HostileAnswers(seed: seed)
        case .logUnreadable: api.logFailure = .certificate
        case .logMissing: api.logFailure = .container
        case .restarting: workload.keepKilling(every: 1) { [weak self] in self?.fault == .restarting }
        case .elasticsearchDown:
            environment.startFailure = .elasticsearch(configuration.version)
            workload.restartNow()
        case .ldapDown:
            environment.backendError =
                "LDAP Result Code 200 \"Network Error\": dial tcp 10.96.17.8:389: connect: connection refused"
        case .internalTLS: serveTLS(true)
        case .clocksBehind:
            apiClockAhead = -3_600
            environment.clockOffset = -3_600_000_000_000
            workload.restartNow()
        case .userNotSynced: store.delete(.users, ObjectFactory.users[1])
        default: break
        }
    }

    func clearFurther(_ fault: Fault) {
        api.retryAfter = nil
        cutsBodies = false
        api.floodsLogs = false
        api.echo = nil
        environment.receivesForeignTokens = false
        api.logFailure = nil
        environment.backendError = nil
        apiClockAhead = 0
        hostile = nil
        switch fault {
        case .internalTLS: serveTLS(false)
        case .managedByOtherHost: annotateNamespace([:])
        case .installerWillRevert: store.put(.clusterconfigurations, workload.factory.clusterConfiguration())
        case .secretOverride: setEnvironment([])
        case .userNotSynced: store.put(.users, workload.factory.user(ObjectFactory.users[1]))
        default: break
        }
    }

    /// 4.x `internalTLS`: the Service's one port is 443 (v4.1.3 config/ks-core/templates/services.yaml).
    private func serveTLS(_ isOn: Bool) {
        environment.speaksTLS = isOn
        guard var service = store.object(.services, "ks-apiserver") else { return }
        service[["spec", "ports"]] = [
            ["protocol": "TCP", "port": .int(isOn ? 443 : 80), "targetPort": .int(isOn ? 9443 : 9090)]
        ]
        store.put(.services, service)
    }

    static let hostile = "\u{1B}[31mred\u{1B}]0;title\u{07}<script>alert(1)</script>\u{202E}gnp\u{0}"

    private func writeHostileText(_ text: String) {
        rewrite(text + "hostile: \"<script>alert(1)</script> \\e[31m\"\n", restart: false)
        writeConfiguration((configurationText ?? text) + "# again\n", manager: ClusterState.hostile)
        faultyText = configurationText
        workload.pods.first?.log.append(ClusterState.hostile, at: .now)
        workload.pods.first?.process?.refuse(ClusterState.hostile)
    }

    /// The process runs with the environment's secret, whatever the document says (viper: `KUBESPHERE_` and the key's
    /// path).
    private func overrideSecret(_ text: String) {
        makeStale(text)
        setEnvironment([
            [
                "name": .string(
                    configuration.version.is3
                        ? "KUBESPHERE_AUTHENTICATION_JWTSECRET" : "KUBESPHERE_AUTHENTICATION_ISSUER_JWTSECRET"),
                "value": "overridden",
            ]
        ])
    }

    private func setEnvironment(_ variables: [JSON]) {
        var deployment = workload.deployment
        let path = ["spec", "template", "spec", "containers"]
        let containers = (deployment[path]?.array ?? []).map { container in
            var container = container
            if container["name"]?.string == "ks-apiserver" {
                container["env"] = variables.isEmpty ? nil : .array(variables)
            }
            return container
        }
        deployment[path] = .array(containers)
        store.put(.deployments, deployment)
    }

    private func annotateNamespace(_ annotations: JSON) {
        guard var namespace = store.object(.namespaces, "kubesphere-system", namespace: nil) else { return }
        namespace[["metadata", "annotations"]] = annotations
        store.put(.namespaces, namespace)
    }

    private func forgetRole(_ text: String) {
        guard configuration.version.is3 else { return }
        var document = workload.factory.clusterConfiguration()
        document[["spec", "multicluster", "clusterRole"]] = "none"
        store.put(.clusterconfigurations, document)
        guard var configMap = store.object(.configmaps, "kubesphere-config") else { return }
        configMap[["metadata", "annotations"]] = ["kubectl.kubernetes.io/last-applied-configuration": "{}"]
        store.put(.configmaps, configMap)
    }
}
