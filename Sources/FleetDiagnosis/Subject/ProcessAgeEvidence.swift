import FleetModel
package import FleetWords

extension Observation {
    /// What is known of the write and of the start, for a finding.
    package var processAgeEvidence: Statement {
        guard let write = config.value?.lastWrite, let started = workload.value?.oldestStart else {
            return ProcessStatement.unknown()
        }
        let age = ProcessAge(self)
        let code: ProcessStatement =
            switch age {
            case .startedBeforeTheWrite: .startedBefore
            case .startedInTheSameSecond: .startedInTheSameSecond
            case .startedWithinTheLag: .startedWithinTheLag
            case .startedAfterTheWrite, .unknown: .startedAfter
            }
        return code([
            .cluster: cluster, .at: write.time, .writer: write.manager, .startedAt: started, .seconds: age.lag,
        ])
    }
}

extension ProcessAge {
    fileprivate var lag: Int? { if case .startedWithinTheLag(let seconds) = self { seconds } else { nil } }
}
