import Foundation
import Testing

/// `make real-test`; `make test` leaves it out. See docs/internals/real-servers.md.
@Suite(
    "Real servers", .serialized,
    .enabled(
        if: Settings.isWanted(ProcessInfo.processInfo.environment),
        "no clusters were given: make real-test, docs/internals/real-servers.md"))
struct RealServersTests {
    private let environment = ProcessInfo.processInfo.environment

    @Test(
        """
        every fault is found, counted, planned, repaired, proved and undone, by hand and by policy, and the clusters \
        are left as they were
        """
    )
    func campaign() async throws {
        let settings = try Settings(environment)
        let bench = try await Bench(settings)
        let campaign = Campaign(settings, bench)
        say(
            """
            host \(bench.host.server), KubeSphere \(bench.host.version); member \(bench.member.server), KubeSphere \
            \(bench.member.version), which is broken now
            """
        )
        say("the member's ConfigMap and replicas are kept in \(bench.saved.file.path) until they are put back")
        do {
            try await bench.prepare()
            await campaign.run()
        } catch { campaign.score.fail("the member could not be prepared: \(error)") }
        do { try await bench.putBack() } catch {
            campaign.score.fail("the member is not as it was: \(error); its copy is \(bench.saved.file.path)")
        }
        print("\n\(bench.title)\n\n\(campaign.score.table())\n")
        for failure in campaign.score.failures { Issue.record("\(failure)") }
        if campaign.score.failures.isEmpty {
            try bench.removeFolder()
        } else {
            say("histories of this run: \(bench.folder.path)")
        }
    }

    @Test("what an interrupted run has left is put back")
    func putBack() async throws {
        let settings = try Settings(environment)
        let member = try await RealCluster(
            Kubectl(kubeconfig: settings.adminKubeconfig, context: "member", folder: URL(filePath: settings.copies)))
        let saved = try SavedCopy(settings, uid: member.uid)
        try await saved.putBackWhatWasLeft(member)
        #expect(try saved.read() == nil)
    }
}

extension Bench {
    /// The first line over the table: what it is a table of.
    fileprivate var title: String {
        let day = ISO8601DateFormatter.string(from: Date(), timeZone: .gmt, formatOptions: [.withFullDate])
        let redis = base.namesRedis ? "Redis \(settings.redis.rawValue)" : "no Redis"
        return
            """
            KubeSphere \(member.version) (host \(host.version)), \(day): \(replicas) × \(member.workload), \(redis), \
            document \(settings.document.rawValue)
            """
    }
}
