/// The settings of KubeSphere's own documents that are known to be harmless, by path and by what they hold.
///
/// From the options of v3.0.0, v3.1.1, v3.3.2, v3.4.1, v4.1.3 and master (pkg/apiserver/config, pkg/config,
/// pkg/simple/client, pkg/models), and from the templates that render the document: ks-installer's
/// kubesphere-config.yaml.j2, ks-core's kubesphere-config.yaml. A secret is not in it, and neither is a user, a
/// client's id, a bucket's key.
package enum KnownSettings {
    /// By path in small letters, without the lists on the way.
    package static let kinds: [String: SettingKind] = Dictionary(
        settings.flatMap { kind, text in paths(text).map { ($0.lowercased(), kind) } },
        uniquingKeysWith: { first, _ in first })

    /// The mappings on the way to one.
    package static let mappings: Set<String> = Set(
        kinds.keys.flatMap { path in
            let parts = path.split(separator: ".")
            return (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: ".") }
        })

    /// A setting of this last key, for a line without its place; nil where there is none, or several that hold
    /// different things, and for names: whatever has one calls it so.
    package static func path(ofLast key: String) -> [String]? {
        let last = ".\(key.lowercased())"
        let found = kinds.filter { $0.key.hasSuffix(last) }
        guard let first = found.first, first.value != .name, found.allSatisfy({ $0.value == first.value }) else {
            return nil
        }
        return first.key.split(separator: ".").map(String.init)
    }

    /// As they are written.
    package static var keys: [String] {
        let all: [String] = settings.flatMap { paths($0.1) }
        return all.flatMap { $0.split(separator: ".").map { String($0) } }
    }

    /// `a: b c` in a line is `a.b` and `a.c`.
    private static func paths(_ text: String) -> [String] {
        text.split(separator: "\n").flatMap { line in
            let sides = line.split(separator: ":", maxSplits: 1)
            let names = (sides.last ?? "").split(separator: " ")
            return names.map { "\(sides[0].filter { $0 != " " }).\($0)" }
        }
    }

    private static let settings: [(SettingKind, String)] =
        [
            (.duration, durations), (.measure, measures), (.place, places), (.name, names), (.image, images),
            (.file, files), (.pairs, pairs),
        ]
        + words.map { (.word(Set($0.1)), $0.0) }

    private static let durations = """
        authentication.oauthOptions: accessTokenMaxAge accessTokenInactivityTimeout
        authentication.oauthOptions.clients: accessTokenMaxAge accessTokenInactivityTimeout accessTokenMaxAgeSeconds \
        accessTokenInactivityTimeoutSeconds
        authentication.issuer: accessTokenMaxAge accessTokenInactivityTimeout maximumClockSkew
        authentication: maximumClockSkew authenticateRateLimiterDuration authenticationRateLimiterDuration \
        loginHistoryRetentionPeriod
        cache.options: cleanupPeriod
        mysql: maxConnectionLifeTime
        multicluster: clusterControllerResyncPeriod
        auditing: eventBatchInterval
        openpitrix.releaseControllerOptions: waitTime
        helmExecutor: timeout jobTTLAfterFinished
        metering: retentionDay
        """

    private static let measures = """
        authentication: authenticateRateLimiterMaxTries loginHistoryMaximumEntries multipleLogin
        authentication.oauthOptions.clients: respondWithChallenges scopeRestrictions
        authentication.oauthOptions.identityProviders: disableLoginConfirmation
        authentication.oauthOptions.identityProviders.provider: insecureSkipVerify insecureSkipTLSVerify startTLS
        redis: port db
        cache.options: port db
        kubernetes: qps burst
        ldap: initialCap maxCap
        s3: disableSSL forcePathStyle
        openpitrix.s3: disableSSL forcePathStyle
        openpitrix.releaseControllerOptions: maxConcurrent
        mysql: maxIdleConnections maxOpenConnections
        devops: maxConnections
        network: enableNetworkPolicy
        network.calico: natOutgoing
        multicluster: enable clusterControllerResyncSecond
        monitoring: enableGPUMonitoring
        logging: basicAuth exportLogsLimit
        events: basicAuth enable
        auditing: basicAuth enable eventBatchSize eventSendersNum
        auditing.webhookOptions: eventSendersNum
        auditing.logOptions: maxAge maxBackups maxSize
        metering.billing.priceInfo: cpuPerCorePerHour memPerGigabytesPerHour ingressNetworkTrafficPerGigabytesPerHour \
        ingressNetworkTrafficPerGiagabytesPerHour
        metering.billing.priceInfo: egressNetworkTrafficPerGigabytesPerHour pvcPerGigabytesPerHour
        gpu.kinds: default
        terminal: timeout uploadFileLimit
        terminal.node: timeout
        helmExecutor: historyMax
        helmExecutor.resources.limits: cpu memory
        helmExecutor.resources.requests: cpu memory
        extension.ingress: httpPort httpsPort
        kubesphere: tls
        telemetry: enabled
        """

    private static let places = """
        redis: host
        cache.options: host
        ldap: host
        mysql: host
        s3: endpoint
        openpitrix.s3: endpoint
        openpitrix: runtimeManagerEndpoint clusterManagerEndpoint repoManagerEndpoint appManagerEndpoint \
        categoryManagerEndpoint attachmentManagerEndpoint
        openpitrix: repoIndexerEndpoint
        kubernetes: master
        devops: host endpoint
        sonarQube: host
        servicemesh: istioPilotHost jaegerQueryHost servicemeshPrometheusHost kialiQueryHost
        network: weaveScopeHost
        multicluster: proxyPublishService proxyPublishAddress
        monitoring: endpoint
        notification: endpoint
        logging: host
        events: host
        auditing: host webhookUrl
        auditing.webhookOptions: webhookUrl
        alerting: endpoint prometheusEndpoint thanosRulerEndpoint
        kubeedge: endpoint
        edgeruntime: endpoint
        authentication.issuer: url
        authentication.oauthOptions: issuer
        authentication.oauthOptions.clients: redirectURIs
        authentication.oauthOptions.identityProviders.provider: redirectURL issuer host casServerURL
        authentication.oauthOptions.identityProviders.provider.endpoint: authURL tokenURL userInfoURL jwksURL \
        endSessionURL
        extension: imageRegistry
        extension.ingress: domainSuffix
        telemetry: endpoint
        """

    private static let names = """
        multicluster: clusterName hostClusterName
        s3: region bucket
        openpitrix.s3: region bucket
        logging: indexPrefix
        events: indexPrefix
        auditing: indexPrefix
        gateway: namespace
        network.nsnpOptions: allowedIngressNamespaces
        gpu.kinds: resourceName resourceType
        authentication.oauthOptions.identityProviders: name
        authentication.oauthOptions.clients: name
        extension.ingress: ingressClassName
        """

    private static let images = """
        authentication: kubectlImage
        multicluster: agentImage
        terminal: image
        terminal.kubectl: image
        terminal.node: image
        helmExecutor: image
        """

    private static let files = """
        gateway: watchesPath repository
        auditing.logOptions: path
        multicluster: chartPath
        """

    private static let pairs = """
        ldap: managerDN userSearchBase groupSearchBase
        authentication.oauthOptions.identityProviders.provider: managerDN userSearchBase groupSearchBase
        alerting: thanosRuleResourceLabels
        composedApp: appSelector
        """

    private static let words: [(String, [String])] = [
        ("multicluster: clusterRole", ["host", "member", "none"]), ("cache: type", ["redis", "InMemoryCache"]),
        ("kubeconfig: authMode", ["client-certificate", "service-account-token", "oidc-token", "webhook-token"]),
        ("authorization: mode", ["AlwaysAllow", "AlwaysDeny", "RBAC", "OPA"]),
        ("network: ippoolType", ["calico", "none"]),
        ("network.calico: ipipMode vxlanMode", ["Always", "CrossSubnet", "Never"]),
        ("auditing: auditLevel", ["None", "Metadata", "Request", "RequestResponse"]),
        ("experimental: validationDirective", ["Ignore", "Strict", "Warn"]),
        ("metering.billing.priceInfo: currencyUnit", ["CNY", "USD", "EUR"]),
        ("authentication.oauthOptions.identityProviders: mappingMethod", ["auto", "manual", "mixed", "lookup"]),
        (
            "authentication.oauthOptions.identityProviders: type",
            [
                "LDAPIdentityProvider", "GitHubIdentityProvider", "GitlabIdentityProvider", "GitLabIdentityProvider",
                "GoogleIdentityProvider", "OIDCIdentityProvider",
                "CASIdentityProvider", "AliyunIDaaSProvider",
            ]
        ), ("authentication.oauthOptions.clients: grantMethod", ["auto", "prompt", "deny"]),
        (
            "authentication.oauthOptions.identityProviders.provider: scopes",
            ["openid", "profile", "email", "user", "groups", "offline_access", "read_user", "userinfo"]
        ),
    ]
}
