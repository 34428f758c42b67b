import Fleet
import FleetMonth
import Foundation
import Testing

/// Incidents come and go, the planner is looked at irregularly and restarted, messages get lost and are merged. Seeded:
/// a failure tells its seed.
@Suite("Notices, whatever happens")
struct NoticeFuzzTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test(
        """
        nothing that lasted goes untold, nothing is told that is not so, ends follow beginnings, and all ends in silence
        """,
        arguments: 0..<60)
    func invariants(seed: Int) throws {
        var world = World(seed: UInt64(seed))
        for _ in 0..<400 { try world.step() }
        try world.end()
    }

    /// A fleet, the planner, an outbox that merges, and a receiver that believes what it is told.
    private struct World {
        var random: SplitMix64
        var now = NoticeFuzzTests.start
        let route: NoticeRoute
        var groups: NoticeGroups = [:]
        var holding: [String: Notice] = [:]
        /// What the triggers have noted and no look has taken yet.
        var endings: [Notice] = []
        var outbox: [NoticeMessage] = []
        var lastPlanned: [String: Date] = [:]
        var serial = 0
        /// What the receiver takes to hold, and every key it ever heard of.
        var believed: Set<String> = []
        var heard: Set<String> = []
        var events: [String] = []
        var owed: Set<String> = []
        var happened = 0

        init(seed: UInt64) {
            random = SplitMix64(state: seed)
            let groupings: [[NoticeRoute.Grouping]] = [[], [.cause], [.cluster], [.cause, .kind]]
            route = NoticeRoute(
                name: "r", grouping: groupings[Int(seed) % 4], wait: [0, 30, 120][Int(seed) % 3], interval: 300,
                remind: seed % 5 == 0 ? nil : 3600)
        }

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

        mutating func step() throws {
            now += Double(Int.random(in: 1...60, using: &random))
            if chance(40) { begin() }
            if chance(35), let key = holding.keys.sorted().randomElement(using: &random) { finish(key) }
            if chance(10) { happen() }
            let severity: Finding.Severity = chance(50) ? .critical : .info
            if chance(15), let key = holding.keys.sorted().randomElement(using: &random) {
                holding[key]?.severity = severity
            }
            if chance(80) { try look() }
            // A restart: what is not in the store is forgotten.
            if chance(10) { groups = try JSONDecoder().decode(NoticeGroups.self, from: JSONEncoder().encode(groups)) }
            if chance(50) { deliver() }
        }

        mutating func begin() {
            serial += 1
            let cause: Cause = chance(50) ? .secretMismatch : .tokenNotInCache
            let key = "incident/\(serial)"
            holding[key] = Notice(
                key: key, kind: .incident, severity: .warning, cluster: ClusterID("m\(serial % 3)"), cause: cause,
                title: key, startsAt: now)
        }

        mutating func finish(_ key: String) {
            guard let notice = holding.removeValue(forKey: key) else { return }
            endings.append(notice.with { $0.endsAt = now })
            if now.timeIntervalSince(notice.startsAt) >= route.wait { owed.insert(key) }
        }

        mutating func happen() {
            happened += 1
            endings.append(
                Notice(
                    key: "run/\(happened)", kind: .repair, severity: .info, cluster: "m1", cause: .secretMismatch,
                    title: "run", startsAt: now, endsAt: now))
        }

        mutating func look() throws {
            let planned = planMessages(
                NoticeBoard(holding: Array(holding.values), over: endings), routes: [route], groups: groups, at: now)
            groups = planned.groups
            endings = []
            for message in planned.messages {
                #expect(message.firing.allSatisfy { holding[$0.key] == $0 }, "what does not hold is said to")
                #expect(
                    message.resolved.allSatisfy { holding[$0.key] == nil && $0.endsAt != nil },
                    "what holds is said to be over")
                #expect(!message.notices.isEmpty && Set(message.notices.map(\.key)).count == message.notices.count)
                put(message)
            }
        }

        /// As the outbox does it: what waits takes the later one in, unless it is being sent.
        mutating func put(_ message: NoticeMessage) {
            if let index = outbox.lastIndex(where: { $0.group == message.group }), !chance(20) {
                let merged = outbox.remove(at: index).merged(with: message)
                outbox.append(merged)
            } else {
                outbox.append(message)
            }
        }

        mutating func deliver() {
            while let message = outbox.first, !chance(30) {
                outbox.removeFirst()
                let held = Set(message.firing.map(\.key))
                believed = believed.union(held).subtracting(message.resolved.map(\.key))
                heard.formUnion(message.notices.map(\.key))
                events += message.events.map(\.key)
            }
        }

        /// Everything ends, the receiver is there again: it must know that nothing holds any more.
        mutating func end() throws {
            for key in holding.keys { finish(key) }
            for _ in 0..<3 {
                now += 4000
                try look()
            }
            for message in outbox {
                believed = believed.union(message.firing.map(\.key)).subtracting(message.resolved.map(\.key))
                heard.formUnion(message.notices.map(\.key))
                events += message.events.map(\.key)
            }
            #expect(believed.isEmpty, "the receiver takes for so what is over")
            #expect(owed.isSubset(of: heard), "what lasted was not told: \(owed.subtracting(heard))")
            #expect(events.sorted() == (0..<happened).map { "run/\($0 + 1)" }.sorted(), "events are told once each")
            #expect(groups.isEmpty)
        }
    }
}
