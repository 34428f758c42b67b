/// The fields that real ks-apiservers of 3.0.0, 3.1.1, 3.3.2, 3.4.1, 4.1.3 and master refused a wrong value of, as they
/// said it (Tests/Fixtures/documents/kinds.tsv, made by kinds.py beside it).
///
/// A line: the versions (`3` for all of 3.x, `3.1-3.4`, `3.3-`, `all`), the mapping, its fields. `[]` stands behind a
/// list of mappings.
enum RecordedFields {
    static let all: [(kind: FieldKind, lines: String)] = [
        (.mapping, mappings),
        (.map, maps),
        (.list, lists),
        (.textList, textLists),
        (.duration, durations),
        (.boolean, booleans),
        (.number, numbers),
        (.decimal, decimals),
        (.text, texts),
    ]

    private static let mappings = """
        3: alerting devops events ldap logging monitoring network notification openpitrix servicemesh sonarQube
        all: auditing authentication authorization kubernetes multicluster s3
        4 auditing: logOptions webhookOptions
        4 authentication: issuer
        3 authentication: oauthOptions
        3.3-: cache terminal
        4: composedApp experimental extension helmExecutor kubeconfig kubesphere
        3.3-3.4: edgeruntime gateway gpu
        4 extension: ingress
        4 helmExecutor: affinity resources
        3.1-3.4: kubeedge metering
        3.1-3.4 metering: billing
        3.1-3.4 metering.billing: priceInfo
        3 network: nsnpOptions
        3.1-3.4 openpitrix: releaseControllerOptions s3
        3.0-3.1: redis
        4 terminal: kubectl node
        """

    private static let maps = """
        3 authentication.oauthOptions.identityProviders[]: provider
        3.3- cache: options
        4 helmExecutor.resources: limits requests
        """

    private static let lists = """
        3 authentication.oauthOptions: clients identityProviders
        3.3-3.4 gpu: kinds
        """

    private static let textLists = """
        3 authentication.oauthOptions.clients[]: redirectURIs scopeRestrictions
        3 network.nsnpOptions: allowedIngressNamespaces
        """

    private static let durations = """
        3.1- auditing: eventBatchInterval
        all authentication: authenticateRateLimiterDuration loginHistoryRetentionPeriod
        4 authentication.issuer: accessTokenInactivityTimeout accessTokenMaxAge maximumClockSkew
        3 authentication: maximumClockSkew
        3 authentication.oauthOptions: accessTokenInactivityTimeout accessTokenMaxAge
        3 authentication.oauthOptions.clients[]: accessTokenInactivityTimeout accessTokenMaxAge
        4 helmExecutor: jobTTLAfterFinished timeout
        3.3- multicluster: clusterControllerResyncPeriod
        3.1 multicluster: clusterControllerResyncSecond
        3.1-3.4 openpitrix.releaseControllerOptions: waitTime
        """

    private static let booleans = """
        3.1-3.4 auditing: basicAuth
        all auditing: enable
        all authentication: multipleLogin
        3 authentication.oauthOptions.clients[]: respondWithChallenges
        3.3-3.4 authentication.oauthOptions.identityProviders[]: disableLoginConfirmation
        3.1-3.4 events: basicAuth
        3.3-3.4 gpu.kinds[]: default
        4 kubesphere: tls
        3.1-3.4 logging: basicAuth
        3 multicluster: enable
        3 network: enableNetworkPolicy
        3.1-3.4 openpitrix.s3: disableSSL forcePathStyle
        all s3: disableSSL forcePathStyle
        """

    private static let numbers = """
        3.1- auditing: eventBatchSize
        3.1-3.4 auditing: eventSendersNum
        4 auditing.logOptions: maxAge maxBackups maxSize
        4 auditing.webhookOptions: eventSendersNum
        all authentication: authenticateRateLimiterMaxTries
        3.1- authentication: loginHistoryMaximumEntries
        3 devops: maxConnections
        4 extension.ingress: httpPort httpsPort
        4 helmExecutor: historyMax
        all kubernetes: burst
        3 ldap: initialCap maxCap
        3.4 logging: exportLogsLimit
        3.1-3.4 openpitrix.releaseControllerOptions: maxConcurrent
        3.0-3.1 redis: db port
        4 terminal.node: timeout
        3.3-3.4 terminal: timeout
        """

    private static let decimals = """
        all kubernetes: qps
        3.1-3.4 metering.billing.priceInfo: cpuPerCorePerHour memPerGigabytesPerHour pvcPerGigabytesPerHour
        3.1-3.4 metering.billing.priceInfo: egressNetworkTrafficPerMegabytesPerHour \
        ingressNetworkTrafficPerMegabytesPerHour
        """

    private static let texts = """
        3 alerting: endpoint
        3.1-3.4 alerting: prometheusEndpoint thanosRuleResourceLabels thanosRulerEndpoint
        4 auditing: auditLevel
        3 auditing: host indexPrefix webhookUrl
        4 auditing.logOptions: path
        3.1-3.4 auditing: password username
        4 auditing.webhookOptions: webhookUrl
        4 authentication.issuer: jwtSecret signKey signKeyData url
        3 authentication: jwtSecret kubectlImage
        3 authentication.oauthOptions.clients[]: grantMethod name secret
        3 authentication.oauthOptions.identityProviders[]: mappingMethod name type
        3.3-3.4 authentication.oauthOptions: issuer
        all authorization: mode
        3.3- cache: type
        4 composedApp: appSelector
        3.3-3.4 devops: endpoint
        3 devops: host password username
        3.3-3.4 edgeruntime: endpoint
        3 events: host indexPrefix
        3.1-3.4 events: password username
        4 experimental: validationDirective
        4 extension: imageRegistry
        4 extension.ingress: domainSuffix ingressClassName
        3.3-3.4 gateway: namespace repository watchesPath
        3.3-3.4 gpu.kinds[]: resourceName resourceType
        4 helmExecutor: image
        4 helmExecutor.resources.limits: cpu memory
        4 helmExecutor.resources.requests: cpu memory
        4 kubeconfig: authMode
        3.1-3.4 kubeedge: endpoint
        all kubernetes: kubeconfig master
        3 ldap: groupSearchBase host managerDN managerPassword userSearchBase
        3 logging: host indexPrefix version
        3.1-3.4 logging: password username
        3.1-3.4 metering.billing.priceInfo: currencyUnit
        3.1-3.4 metering: retentionDay
        3 monitoring: endpoint
        all multicluster: agentImage proxyPublishAddress proxyPublishService
        4 multicluster: chartPath
        3.3- multicluster: clusterName clusterRole hostClusterName
        3.1-3.4 network: ippoolType weaveScopeHost
        3 notification: endpoint
        3.0 openpitrix: appManagerEndpoint attachmentManagerEndpoint categoryManagerEndpoint clusterManagerEndpoint
        3.0 openpitrix: repoIndexerEndpoint repoManagerEndpoint runtimeManagerEndpoint
        3.1-3.4 openpitrix.s3: accessKeyID bucket endpoint region secretAccessKey sessionToken
        3.0-3.1 redis: host password
        all s3: accessKeyID bucket endpoint region secretAccessKey sessionToken
        3 servicemesh: istioPilotHost jaegerQueryHost servicemeshPrometheusHost
        3.1-3.4 servicemesh: kialiQueryHost
        3 sonarQube: host token
        3.3-3.4 terminal: image
        4 terminal.kubectl: image
        4 terminal.node: image
        4 terminal: uploadFileLimit
        """
}
