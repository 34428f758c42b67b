import Fleet
import Foundation
import Testing

@Suite("Statements: values that are put into words in one place")
struct StatementTests {
    private static let noon = Date(timeIntervalSince1970: 1_790_856_000)
    private static let every = Words.subjects.flatMap(codes)

    private static func codes<Code: StatementCode>(of subject: Code.Type) -> [any StatementCode] {
        subject.allCases.map { $0 }
    }

    private static func codes(_ subject: any StatementCode.Type) -> [any StatementCode] { codes(of: subject) }

    @Test("every code is another, belongs to a subject, and has words with or without its values")
    func codes() {
        #expect(Set(Self.every.map { $0.rawValue }).count == Self.every.count)
        for code in Self.every {
            let statement = code([:])
            #expect(statement.code.contains("."), "\(statement.code)")
            #expect(!statement.plain.isEmpty && !statement.plain.hasPrefix(statement.code), "\(statement.code)")
        }
    }

    @Test("days are counted in words", arguments: [(1, "in 1 day,"), (11, "in 11 days,")])
    func days(count: Int, words: String) {
        let statement = ReachStatement.tokenEnds([.days: count, .endsAt: Self.noon])
        #expect(statement.plain.contains(words), "\(statement.plain)")
    }

    @Test("no subject is forgotten where codes are looked up")
    func subjects() throws {
        let words = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/FleetWords")
        let files = FileManager.default.enumerator(at: words.standardized, includingPropertiesForKeys: nil)
        var subjects: [String] = []
        while let file = files?.nextObject() as? URL {
            guard file.lastPathComponent.hasSuffix("Statement.swift") else { continue }
            let isSubject = try String(contentsOf: file, encoding: .utf8).contains(", StatementCode")
            if isSubject { subjects.append(file.lastPathComponent) }
        }
        #expect(Words.subjects.count == subjects.count, "\(subjects)")
    }

    @Test("what a newer version says in a form that this one does not know is left out, and the rest is read")
    func newerForms() throws {
        let json = #"{"code":"policy.probe-age","values":{"age":{"seconds":42},"limit":{"range":[1,2]},"x":1}}"#
        let statement = try JSONDecoder().decode(Statement.self, from: Data(json.utf8))
        #expect(statement.code == "policy.probe-age" && statement.values.count == 1)
    }

    @Test("times are the reader's: the clock of a zone, or RFC 3339 in UTC")
    func zones() {
        let statement = CalendarStatement.frozen([
            .freeze: 3, .person: "alice", .reason: "change 7", .since: Self.noon, .until: nil,
        ])
        let shanghai = Words(zone: ClockZone { _ in 8 * 3600 })
        #expect(
            shanghai.text(statement)
                == "freeze/3 by alice (change 7) holds since 2026-10-01 20:00:00 until somebody ends it")
        #expect(statement.plain.contains("since 2026-10-01T12:00:00Z"))
    }

    private static let whole = PolicyStatement.preconditionsFail([
        .said: [
            GateStatement.gateSays([
                .gate: Gate.cooldown, .said: LedgerStatement.lastRepair([.age: Seconds(540), .least: Seconds(3600)]),
            ]),
            LedgerStatement.underWay([.run: "r", .since: noon]),
            PlanStatement.runWrote([.paths: ["a.b", "c"]]), PlanStatement.workload([.replicas: 1, .pods: 2]),
        ]
    ])

    @Test("what is stored is what was said, and has the same words")
    func stored() throws {
        let text = try JSONEncoder().encode(Self.whole)
        let read = try JSONDecoder().decode(Statement.self, from: text)
        #expect(read == Self.whole && read.plain == Self.whole.plain)
        #expect(
            read.plain.hasPrefix(
                "cooldown: its last repair ended 9m ago (at least 1h); run/r is under way since 2026-10-01T12:00:00Z"))
    }

    @Test("an older version's sentence is read as one, a newer version's code is shown with what it speaks of")
    func others() throws {
        let old = try JSONDecoder().decode([Statement].self, from: Data(#"["refused at noon"]"#.utf8))
        #expect(old.map(\.plain) == ["refused at noon"])
        let newer = #"{"code":"moon.is-full","values":{"at":{"date":"2026-10-01T12:00:00Z"},"moon":"a"}}"#
        let read = try JSONDecoder().decode(Statement.self, from: Data(newer.utf8))
        #expect(read.plain == "moon.is-full (at: 2026-10-01T12:00:00Z)")
    }

    @Test("a finding has its sentences and its values, and is read back from either")
    func finding() throws {
        let finding = Finding(
            .clockSkew, .critical, evidence: [RefusalStatement.clockDiffers([.seconds: 9])], nextStep: "look")
        let text = try JSONEncoder().encode(finding)
        #expect(try JSONDecoder().decode(Finding.self, from: text) == finding)
        #expect(
            String(decoding: text, as: UTF8.self).contains(
                #""evidence":["its kube-apiserver's clock differs from this machine's by 9 s"]"#))
        let old = #"{"cause":"clock-skew","severity":"critical","evidence":["9 s behind"],"nextStep":"look"}"#
        #expect(try JSONDecoder().decode(Finding.self, from: Data(old.utf8)).evidence == ["9 s behind"])
    }
}
