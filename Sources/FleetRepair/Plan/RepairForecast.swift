package import FleetModel

/// What a repair costs, said before it is done (kubesphere.md E). Whether it will last is `RevertForecast`'s to say.
package enum RepairForecast {
    package static func costs(_ workload: Workload) -> [String] {
        let outage =
            workload.restartIsOutage
            ? "\(workload.name) has one replica and maxSurge 0: its API is away for some seconds while it restarts"
            : "\(workload.name) is restarted replica by replica"
        return [outage, "sessions on this member are not lost by it; users of the host stay logged in"]
    }
}
