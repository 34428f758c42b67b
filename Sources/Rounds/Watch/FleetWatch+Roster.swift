import Fleet
import KubeSphere
import Linux

/// Follows the kubeconfigs.
extension FleetWatch {
    /// Takes changed kubeconfigs, certificates and keys over between two rounds. What cannot be read or used leaves
    /// everything, or its context, as it was, and says so once.
    func reloadRoster() async {
        let current = roster
        guard !isLookingForSilent, await offPool({ current.isOutdated }), !isLookingForSilent else { return }
        do {
            let old = roster
            let (new, kept) = try await loadRoster().keeping(old)
            roster = new
            await old.shutdown(except: Set(kept.keys))
            forgetStrangers()
            reporter.reloaded(new, kept: kept)
        } catch {
            roster = roster.asSeenNow()
            reporter.notReloaded(error)
        }
    }

    /// What is not watched any more is of no interest to the rounds to come.
    private func forgetStrangers() {
        let watched = Set(roster.clusters)
        // A context that led to another's cluster was not asked since, and may lead elsewhere now.
        for context in twinContexts(roster.clusters, uids: memories.compactMapValues(\.uid)).keys {
            memories[context]?.uid = nil
        }
        health = health.filter { watched.contains($0.key) }
        reached.formIntersection(watched)
    }
}
