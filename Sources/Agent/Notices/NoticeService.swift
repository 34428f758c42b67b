import FoundationEssentials
import ServiceLifecycle

/// The scheduler as a part of the daemon: it plans, and beside it delivers to each route, so that a slow receiver keeps
/// nobody waiting.
struct NoticeService: ServiceLifecycle.Service {
    let scheduler: NotificationScheduler

    /// Between two looks. What is looked at is small, and most of the time nothing of it has changed.
    private static let pace: Duration = .seconds(2)
    /// Where nothing is to be told to anybody, what is left to do is to forget.
    private static let idlePace: Duration = .seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await scheduler.begin(at: Date())
            await withDiscardingTaskGroup { group in
                group.addTask { await repeating { await scheduler.plan(at: Date()) } }
                for route in scheduler.routes { group.addTask { await repeating { await scheduler.deliver(route) } } }
            }
        }
    }

    private func repeating(_ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: scheduler.routes.isEmpty ? Self.idlePace : Self.pace)
        }
    }
}
