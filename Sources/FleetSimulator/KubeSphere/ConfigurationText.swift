/// The text of `kubesphere.yaml` as the installers write it, and the edits that people make to it.
package enum ConfigurationText {
    /// A healthy document: a member checks no session cache, a host keeps sessions for two hours.
    package static func healthy(version: SimulatedVersion, role: ClusterRole, secret: String) -> String {
        version == .v4_1 ? text4(role: role, secret: secret) : text3(version: version, role: role, secret: secret)
    }

    private static let redisCache =
        """
        cache:\n  type: redis\n  options:\n    host: redis.kubesphere-system.svc\n    port: 6379\n    password: ''\n   \
         db: 0\n
        """

    private static func text3(version: SimulatedVersion, role: ClusterRole, secret: String) -> String {
        let cache =
            version == .v3_4
            ? redisCache
            : "redis:\n  host: redis.kubesphere-system.svc\n  port: 6379\n  password: ''\n  db: 0\n"
        // 3.0 to 3.2 write this block on the host only, and without a role.
        let multicluster =
            switch (version, role) {
            case (.v3_4, _): "multicluster:\n  clusterRole: \(role.rawValue)\n"
            case (_, .host): "multicluster:\n  enable: true\n"
            case (_, .member): ""
            }
        return """
            authentication:
              authenticateRateLimiterMaxTries: 10
              authenticateRateLimiterDuration: 10m0s
              loginHistoryRetentionPeriod: 168h
              maximumClockSkew: 10s
              multipleLogin: true
              kubectlImage: kubesphere/kubectl:v1.22.0
              jwtSecret: "\(secret)"
              oauthOptions:
                accessTokenMaxAge: \(role == .member ? "0" : "2h")
            \(cache)\(multicluster)monitoring:
              endpoint: http://prometheus-operated.kubesphere-monitoring-system.svc:9090
              enableGPUMonitoring: false
            notification:
              endpoint: http://notification-manager-svc.kubesphere-monitoring-system.svc:19093
            gateway:
              watchesPath: /var/helm-charts/watches.yaml
              namespace: kubesphere-controls-system

            """
    }

    private static func text4(role: ClusterRole, secret: String) -> String {
        """
        authentication:
          authenticateRateLimiterMaxTries: 10
          authenticateRateLimiterDuration: 10m0s
          loginHistoryRetentionPeriod: 168h
          multipleLogin: true
          issuer:
            url: http://ks-console.kubesphere-system.svc:30880
            jwtSecret: "\(secret)"
            maximumClockSkew: 10s
            accessTokenMaxAge: \(role == .member ? "0s" : "2h")
            accessTokenInactivityTimeout: 30m
        multicluster:
          clusterRole: \(role.rawValue)
          hostClusterName: host
        kubeconfig:
          authMode: client-certificate
        terminal:
          kubectl:
            image: kubesphere/kubectl:v1.27.16
          node:
            image: kubesphere/alpine:3.14
          uploadFileLimit: 100Mi
        helmExecutor:
          image: kubesphere/kubectl:v1.27.16
          timeout: 10m
          historyMax: 2
          jobTTLAfterFinished: 0s
        experimental:
          validationDirective: ''
        composedApp:
          appSelector: ''
        kubesphere:
          tls: false
        auditing:
          enable: false

        """
    }

    /// The text with every line `key: …` given another value, or removed when `value` is nil.
    package static func replacing(_ key: String, with value: String?, in text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
            let indent = line.prefix { $0 == " " }
            guard line.dropFirst(indent.count).hasPrefix("\(key):") else { return String(line) }
            return value.map { "\(indent)\(key): \($0)" }
        }.joined(separator: "\n")
    }

    /// The text with the member's session cache check on: max age 2h.
    static func checkingSessions(_ text: String) -> String { replacing("accessTokenMaxAge", with: "2h", in: text) }

    /// The text without the max age and without the parent that it leaves empty.
    static func withoutMaxAge(_ text: String, version: SimulatedVersion) -> String {
        let removed = replacing("accessTokenMaxAge", with: nil, in: text)
        return version.is3 ? replacing("oauthOptions", with: nil, in: removed) : removed
    }

    /// The text with a Redis cache, which 4.x does not have unless asked.
    static func withRedis(_ text: String, version: SimulatedVersion) -> String {
        guard version == .v4_1, !text.contains("type: redis") else { return text }
        return text + redisCache
    }
}
