import Fleet
import Linux
import Store

/// Puts what rounds have left of their tokens into the history, before the next one reads a log.
extension FleetWatch {
    /// One after another: of a page that one round recovers, the next one's beginning finds all in the history, and
    /// no page.
    func recoverPages() async -> Result<[ClusterID: LogResumption], any Error> {
        let before = lastRecovery
        let taking = Task {
            _ = await before?.value
            return await recoverPagesNow()
        }
        lastRecovery = taking
        return await taking.value
    }

    private func recoverPagesNow() async -> Result<[ClusterID: LogResumption], any Error> {
        do {
            let tokenFolder = tokenFolder
            // Those of this process first: their pages may be short of lines.
            let own = unsettled
            let known = Set(own.map(\.sequence))
            // A round beside this one may just have found the failure of a token on another process's page: such pages
            // wait until it is recorded.
            let isAlone = roundsUnderWay == 1
            let left = await offPool { tokenFolder.unsettled() }.filter {
                isAlone || known.contains($0.sequence)
            }
            let settled = settledElsewhere
            try await writer.recover(own + left.map { $0.without(settled) })
            unsettled.removeAll { known.contains($0.sequence) }
            await offPool { tokenFolder.discard(left) }
            let pages = Set(left.map(\.sequence))
            settledElsewhere = settledElsewhere.filter { !pages.contains($0.page) }
            return .success(try await reader.logResumptions())
        } catch {
            return .failure(error)
        }
    }
}
