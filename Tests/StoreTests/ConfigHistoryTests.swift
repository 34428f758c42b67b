import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The history of configurations")
struct ConfigHistoryTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    private func see(_ text: String?, _ cluster: String = "east", at: Date) async throws {
        let seen = observation(cluster, at: at, config: text)
        _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])])
    }

    @Test("A change is recorded when the content changes and when it changes back; each content is stored once")
    func changes() async throws {
        for (minute, text) in ["a: 1", "a: 1", "a: 2", nil, "a: 2", "a: 1"].enumerated() {
            try await see(text, at: minutes(Double(minute)))
        }
        let changes = try await reader.configChanges(HistoryFilter())
        #expect(changes.map(\.at) == [minutes(5), minutes(2), minutes(0)])
        #expect(changes[0].snapshot == changes[2].snapshot && changes[0].snapshot != changes[1].snapshot)
        #expect(
            changes[0].manager == "kubectl-edit" && changes[0].writtenAt == noon && changes[0].resourceVersion == "1")
        #expect(try await reader.info().rows["snapshots"] == 2)
    }

    @Test("Two clusters with the same content share it")
    func shared() async throws {
        try await see("a: 1", "east", at: noon)
        try await see("a: 1", "west", at: noon)
        #expect(try await reader.info().rows["snapshots"] == 1)
        #expect(try await reader.configChanges(HistoryFilter(clusters: ["west"])).map(\.cluster) == ["west"])
    }

    @Test("A snapshot is the one of its time, and the last two are there to compare")
    func snapshots() async throws {
        try await see("a: 1", at: minutes(0))
        try await see("a: 2", at: minutes(10))
        #expect(try await reader.snapshot(of: "east")?.text == "a: 2")
        #expect(try await reader.snapshot(of: "east", at: minutes(9))?.text == "a: 1")
        #expect(try await reader.snapshot(of: "east", at: minutes(-1)) == nil)
        #expect(try await reader.snapshot(of: "nowhere") == nil)
        #expect(try await reader.lastSnapshots(of: "east").map(\.text) == ["a: 2", "a: 1"])
    }

    @Test("What reaches the file is the redacted text, never the secret that it stands for")
    func secrets() async throws {
        let planted = "planted-jwt-secret-4711"
        let fingerprint = Fingerprint(of: SecretValue(planted), key: FingerprintKey())
        try await see("jwtSecret: \(fingerprint)", at: noon)
        let stored = try #require(
            try history.raw(readonly: true).read { try Row.fetchOne($0, sql: "SELECT size, deflated FROM snapshots") })
        let text = try DeflatedText(size: stored["size"], bytes: stored["deflated"]).text()
        #expect(text.contains(fingerprint.description) && !text.contains(planted))
        #expect(try history.bytes().firstRange(of: Data(planted.utf8)) == nil)
    }
}
