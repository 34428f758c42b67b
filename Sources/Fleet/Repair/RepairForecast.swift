/// What a repair costs and whether it will last, said before it is done (kubesphere.md D, E).
package enum RepairForecast {
    package static func costs(_ workload: Workload) -> [String] {
        let outage = workload.restartIsOutage
            ? "\(workload.name) has one replica and maxSurge 0: its API is away for some seconds while it restarts"
            : "\(workload.name) is restarted replica by replica"
        return [outage, "sessions on this member are not lost by it; users of the host stay logged in"]
    }

    package static func warnings(owner: ConfigOwner, cause: Cause, version: KubeSphereVersion?) -> [String] {
        guard cause != .staleProcess else { return [] }
        switch owner {
        case .nobody: return []
        case .installer: return [installer(cause)]
        case .helm:
            return [
                "Helm release ks-core renders this ConfigMap: the next helm upgrade may revert the edit. Durable: "
                    + "helm upgrade ks-core --reuse-values --set multicluster.role=member"
                    + (cause == .secretMismatch ? " --set authentication.issuer.jwtSecret=<the host's>" : "")
            ]
        case .argoCD: return ["Argo CD syncs this ConfigMap: it will revert the edit. Change the Application's source instead"]
        }
    }

    private static func installer(_ cause: Cause) -> String {
        let durable = cause == .secretMismatch ? "spec.authentication.jwtSecret to the host's value" : "spec.multicluster.clusterRole to member"
        return "ks-installer renders this ConfigMap whenever its ClusterConfiguration changes or it restarts. Durable: "
            + "kubectl -n kubesphere-system edit cc ks-installer, \(durable)"
    }
}
