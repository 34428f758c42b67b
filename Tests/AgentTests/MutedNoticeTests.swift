import Agent
import Fleet
import Foundation
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Notices of what is muted")
struct MutedNoticeTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func facts(_ severity: Finding.Severity, muted until: Double?) -> NoticeFacts {
        let finding = Finding(.credentialsExpire, severity, evidence: ["the token ends"], nextStep: "renew it")
        let incident = IncidentRecord(
            incident: Incident(id: 4, cluster: "m2", cause: .credentialsExpire, openedAt: now), acknowledgedAt: nil,
            acknowledgedBy: nil)
        var facts = NoticeFacts()
        facts.expiring = [.init(cluster: "m1", findings: [finding], since: now)]
        facts.open = [.init(record: incident, finding: finding), .init(record: incident, finding: nil)]
        facts.mutes =
            until.map {
                [
                    Mute(
                        cause: .credentialsExpire, from: now.addingTimeInterval(-60), until: now.addingTimeInterval($0),
                        reason: "known", by: "alice")
                ]
            } ?? []
        return facts
    }

    @Test(
        """
        a warning that is muted is not told, and is not said to be over; once it is critical, or its time is over, it \
        is told
        """
    )
    func muted() {
        for (severity, until, told) in [
            (Finding.Severity.warning, 60.0, false), (.critical, 60, true), (.warning, 0, true), (.info, 60, false),
        ] {
            let board = NoticeBoard(facts(severity, muted: until), labels: [:], at: now)
            #expect(board.holding.contains { $0.key == "expiry/m1" } == told, "\(severity), \(until)")
            #expect(board.muted.contains("expiry/m1") != told)
        }
    }

    @Test("an incident whose finding is not known is never muted")
    func unknownFinding() {
        let board = NoticeBoard(facts(.warning, muted: 60), labels: [:], at: now)
        #expect(board.holding.map(\.key) == ["incident/4"] && board.muted.contains("incident/4"))
    }
}
