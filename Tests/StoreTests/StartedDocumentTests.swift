import Fleet
import FoundationEssentials
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The document that a process came up with")
struct StartedDocumentTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    /// - Parameter startedAfter: seconds from the document's last write, at noon, to the pod's beginning.
    private func see(_ frame: String, startedAfter: Double, at: Date) async throws {
        var seen = observation("east", at: at)
        var facts = config("a: 1")
        facts.frame = Fingerprint(hex: frame)
        var pod = Workload.Pod(
            name: "p", uid: "u", ready: true, startedAt: noon.addingTimeInterval(startedAfter), restarts: 0)
        pod.createdAt = pod.startedAt
        seen.config = .value(facts)
        seen.workload = .value(
            Workload(
                name: "ks-apiserver", container: "ks-apiserver", version: KubeSphereVersion(major: 3, minor: 4),
                resourceVersion: "1", replicas: 1,
                rolloutComplete: true, restartIsOutage: true, overrides: [], pods: [pod]))
        _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])])
    }

    @Test("A round remembers it; one whose processes are older than the document does not, and changes nothing")
    func rounds() async throws {
        try await see("aaaaaaaaaaaa", startedAfter: -60, at: minutes(1))
        #expect(try await reader.startedDocument(of: "east") == nil)
        try await see("bbbbbbbbbbbb", startedAfter: 5, at: minutes(2))
        let first = StartedDocument(
            uid: "uid-east", frame: Fingerprint(hex: "bbbbbbbbbbbb"), version: KubeSphereVersion(major: 3, minor: 4),
            resourceVersion: "1", at: minutes(2))
        #expect(try await reader.startedDocument(of: "east") == first)
        try await see("bbbbbbbbbbbb", startedAfter: 5, at: minutes(3))
        try await see("cccccccccccc", startedAfter: -5, at: minutes(4))
        #expect(try await reader.startedDocument(of: "east") == first)
        try await see("cccccccccccc", startedAfter: 6, at: minutes(5))
        #expect(try await reader.startedDocument(of: "east")?.frame.hex == "cccccccccccc")
        #expect(try await reader.startedDocument(of: "west") == nil)
    }

    @Test("A repair's own look remembers it of a cluster that no agent has watched")
    func look() async throws {
        let started = StartedDocument(
            uid: "u", frame: Fingerprint(hex: "dddddddddddd"), version: nil, resourceVersion: "7", at: noon)
        try await writer.note(started, of: "south")
        #expect(try await reader.startedDocument(of: "south") == started)
    }
}
