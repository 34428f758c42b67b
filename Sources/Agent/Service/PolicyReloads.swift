import Linux
import Logging
import Operations
import ServiceLifecycle
import UnixSignals

/// SIGHUP reads policy.yaml again, and nothing else: agent.yaml takes a restart.
struct PolicyReloads: ServiceLifecycle.Service {
    let engine: RepairEngine
    let notifier: SystemdNotifier

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                notifier.reloading()
                let error = await engine.reload(by: "SIGHUP")
                notifier.ready(
                    status: error == nil ? "policy reloaded" : "the policy was not reloaded: the old one is in force")
            }
        }
    }
}
