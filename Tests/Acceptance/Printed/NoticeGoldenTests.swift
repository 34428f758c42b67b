import Agent
import Fleet
import Foundation
import Reports
import Store
import Testing

@Suite("Golden: what receivers are told", .timeLimit(.minutes(2)))
struct NoticeGoldenTests {
    /// 2026-09-21T08:00:00Z.
    private static let start = Date(timeIntervalSince1970: 1_789_977_600)
    private static let alice = "uid 1000 gid 1000 (alice)"
    private static let bob = "uid 1001 gid 1001 (bob)"

    private func minute(_ minute: Double) -> Date { Self.start.addingTimeInterval(minute * 60) }

    private func failing(_ name: String, _ cause: Cause, at time: Date) -> ProbeRecord {
        SampleProbe(
            cluster: name, at: time, maxAge: "2h", written: time, health: .failing,
            findings: [
                Finding(
                    cause, .critical,
                    evidence: ["a token signed with the host's secret was refused, since \(Self.start.rfc3339)"],
                    nextStep: cause == .redisDown
                        ? NextStep(
                            "bring Redis back, and do not restart ks-apiserver before it answers",
                            command: "kubectl --context \(name) -n kubesphere-system get pods -l app=redis")
                        : .run("agentctl remediate plan \(name)"))
            ]
        ).record
    }

    private func plan(_ name: String) -> RepairPlan {
        RepairPlan(
            cluster: ClusterID(name), uid: "uid-\(name)", cause: .tokenNotInCache, workload: "ks-apiserver",
            container: "ks-apiserver",
            edits: [.init(path: "authentication.oauthOptions.accessTokenMaxAge", from: "2h", to: "0")],
            configResourceVersion: "1",
            digestBefore: Fingerprint(hex: "000000000001"), digestAfter: Fingerprint(hex: "000000000002"),
            refusedBefore: .tokenNotInCache,
            costs: ["about 20 s without ks-apiserver"], warnings: [])
    }

    /// Four members fail. One is repaired, approved by alice and begun by bob; a plan waits for another; Redis of the
    /// third is down; the last is repaired by policy, in vain.
    private func message() async throws -> NoticeMessage {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-notices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "history.sqlite").path
        let writer = try HistoryWriter.open(path: path, program: "0.1.0")
        let route = NoticeRoute(name: "chat", grouping: [], wait: 0, interval: 1)
        let labels: @Sendable (NoticeFacts) -> NoticeBoard = { NoticeBoard($0, labels: [:], at: Self.start) }
        _ = try await writer.planMessages(routes: [route], at: minute(-1), board: labels)
        let clusters: [(String, Cause)] = [
            ("member-1", .tokenNotInCache), ("member-2", .tokenNotInCache), ("member-3", .redisDown),
            ("member-4", .tokenNotInCache),
        ]
        _ = try await writer.record(
            round: clusters.map { failing($0.0, $0.1, at: Self.start) },
            rules: IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1)))

        let approved = try await writer.propose(
            plan("member-1"), incident: 1, by: "ksfleet policy", at: minute(1), expiresAt: minute(600))
        _ = try await writer.approve(
            plan: approved.id, hash: approved.hash, by: Self.alice, at: minute(2), reason: "ticket 4711")
        var run = RunRequest(
            id: "20260921T080300Z-16a36d42", plan: approved.plan, mode: .hand, actor: Self.bob,
            reason: "alice asked me to", at: minute(3))
        run.planID = approved.id
        try await carryOut(run, .proved, "proved: the member accepts the host's tokens", writer)
        var vain = RunRequest(
            id: "20260921T080500Z-00000002", plan: plan("member-4"), mode: .policy, actor: "ksfleet policy",
            reason: "auto, rule 2",
            at: minute(5))
        vain.failingSince = Self.start
        try await carryOut(vain, .rolledBack, "rolled back: the old document is in place", writer)
        _ = try await writer.propose(
            plan("member-2"), incident: 2, by: "ksfleet policy", at: minute(7), expiresAt: minute(600))

        _ = try await writer.planMessages(routes: [route], at: minute(8), board: labels)
        try writer.close()
        let due = try await HistoryReader.open(path: path).dueMessages(of: "chat", at: minute(9))
        return try #require(due.last?.message)
    }

    private func carryOut(
        _ run: RunRequest, _ outcome: RepairAttempt.Outcome, _ summary: String, _ writer: HistoryWriter
    ) async throws {
        guard case .begun = try await writer.beginRun(run, limits: PolicyLimits()) else {
            Issue.record("\(run.id) was refused")
            return
        }
        let end = JournalEntry(
            run: run.id, cluster: run.plan.cluster, at: run.at.addingTimeInterval(38), actor: run.actor, step: "close",
            phase: .done,
            detail: summary)
        _ = try await writer.endRun(run.id, outcome, end)
    }

    @Test("in a chat, by mail and as data; every command in it works")
    func told() async throws {
        let message = try await message()
        let shanghai = NoticeClock(ClockZone { _ in 8 * 3600 })
        let slack = try NoticeDocument.slack(message, clock: shanghai)
        let chat = (try JSONSerialization.jsonObject(with: Data(slack.utf8)) as? [String: String])?["text"] ?? ""
        let mail = NoticeText(message, clock: shanghai)
        let data = try [
            NoticeDocument.webhook(message, id: "chat-1", installation: nil),
            AlertmanagerDocument.text(message, validFor: 1800),
        ]
        let told = "[slack]\n\(chat)\n\n[mail]\n\(mail.subject)\n\n\(mail.body)\n"
        let text = told + "[webhook]\n\(data[0])\n\n[alertmanager]\n\(data[1])\n"
        try Golden.compare("notices", text)

        let commands =
            PrintedText.markdown(chat, place: "slack") + PrintedText.lines(mail.body, place: "mail")
            + (try data.flatMap { try PrintedText.json($0, place: "data") })
        #expect(commands.count > 12)
        for command in commands { #expect(try await CommandCheck.mistake(in: command) == nil, "\(command)") }
    }

    @Test("two notices of one message never ask for two things about one cluster")
    func noContradiction() async throws {
        let asked = try await message().firing.filter { $0.cluster == ClusterID("member-2") }.compactMap(\.nextStep)
        let step = NextStep.run("agentctl remediate show plan/3", then: [.run("agentctl remediate approve plan/3")])
        #expect(asked == [step, step])
    }
}
