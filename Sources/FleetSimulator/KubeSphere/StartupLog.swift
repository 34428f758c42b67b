/// What each version logs between its start and its first request, as recorded.
enum StartupLog {
    static func lines(_ version: SimulatedVersion) -> [KlogLine] {
        switch version {
        case .v3_0, .v3_1: lines31
        case .v3_4: lines34
        case .v4_1: lines41
        }
    }

    private static let missingRoutes = [
        KlogLine("W", "routers.go:175", "open /etc/kubesphere/ingress-controller: no such file or directory"),
        KlogLine(
            "E", "routers.go:70",
            """
            error happened during loading external yamls, open /etc/kubesphere/ingress-controller: no such file or \
            directory
            """
        ),
    ]

    private static let lines31 =
        [
            KlogLine("W", "metricsserver.go:238", "Metrics API not available."),
            KlogLine("I", "interface.go:60", "start helm repo informer"),
        ] + missingRoutes + [KlogLine("I", "apiserver.go:372", "Start cache objects")]
        + [
            "batch/v1beta1, Resource=cronjobs", "extensions/v1beta1, Resource=ingresses",
            "autoscaling/v2beta2, Resource=horizontalpodautoscalers",
        ].map { KlogLine("W", "apiserver.go:424", "resource \($0) not exists in the cluster") }
        + ["volumesnapshotclasses", "volumesnapshots", "volumesnapshotcontents"]
        .map {
            KlogLine(
                "W", "apiserver.go:523",
                "resource snapshot.storage.k8s.io/v1beta1, Resource=\($0) not exists in the cluster")
        }
        + ["prometheuses", "prometheusrules", "thanosrulers"]
        .map {
            KlogLine(
                "W", "apiserver.go:565", "resource monitoring.coreos.com/v1, Resource=\($0) not exists in the cluster")
        }
        + [
            KlogLine("I", "apiserver.go:576", "Finished caching objects"),
            KlogLine("I", "apiserver.go:297", "Start listening on :9090"),
        ]

    private static let lines34 =
        [
            KlogLine("W", "metricsserver.go:238", "Metrics API not available."),
            KlogLine("I", "interface.go:50", "start helm repo informer"),
        ] + missingRoutes + [KlogLine("I", "apiserver.go:428", "Start cache objects")]
        + [
            "notification.kubesphere.io/v2beta1", "notification.kubesphere.io/v2beta2", "snapshot.storage.k8s.io/v1",
            "monitoring.coreos.com/v1",
        ].map { KlogLine("W", "apiserver.go:405", "group version \($0) not exists in the cluster") }
        + [
            KlogLine("I", "apiserver.go:619", "Finished caching objects"),
            KlogLine("I", "apiserver.go:297", "Start listening on :9090"),
        ]

    private static let lines41 = [
        KlogLine(
            "W", "cache.go:48",
            "In-memory cache will be used, this may cause data inconsistencies when running with multiple replicas."),
        KlogLine("I", "store.go:39", "init configmap store"),
        KlogLine("I", "apiserver.go:227", "Start listening on :9090"),
    ]
}
