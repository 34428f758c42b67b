import Fleet
import Foundation
import Testing

@testable import KubeSphere
@testable import KubeSphereConfig

@Suite("Long documents", .timeLimit(.minutes(5)))
struct LongDocumentTests {
    private static let sound = "authentication:\n  jwtSecret: abcdefghijkl\n"

    /// A key is looked at once, however often it stands there.
    @Test(
        "a document of half a megabyte that repeats its keys is read",
        arguments: [
            String(repeating: "k: 1\n", count: 60_000),
            String(repeating: "K\(String(repeating: "aA", count: 40)): 1\n", count: 7_000),
            "x: a\n" + String(repeating: "  b c d\n", count: 60_000), String(repeating: "\n", count: 500_000),
        ])
    func repeated(tail: String) throws {
        let version = KubeSphereVersion(major: 3, minor: 4, patch: 1)
        let document = try ConfigDocument(parsing: Self.sound + tail, version: version)
        let facts = document.facts(resourceVersion: "1", lastWrite: nil, owner: .nobody, key: FingerprintKey())
        #expect(facts.secret != nil && !facts.redacted.contains("abcdefghijkl"))
    }

    @Test("a copy of any of many secrets is found, whole or within a text")
    func copies() {
        var copies = SecretCopies()
        for number in 0..<2_000 { copies.insert("secret\(number)") }
        copies.insert("short")
        for text in ["secret7", "a secret1999 b", "xsecret12"] { #expect(copies.areHeld(by: text), "\(text)") }
        for text in ["secret", "short", "", "secre7", "Secret7"] { #expect(!copies.areHeld(by: text), "\(text)") }
    }
}

@Suite("The lane of long documents")
struct DocumentLaneTests {
    /// What was run, in order; the first waits until it may go on.
    private final class Record: @unchecked Sendable {
        private let lock = NSLock()
        private let gate = DispatchSemaphore(value: 0)
        private let begun = DispatchSemaphore(value: 0)
        private var order: [Int] = []

        var ran: [Int] { lock.withLock { order } }

        func hold() -> Int {
            begun.signal()
            gate.wait()
            return 0
        }

        func waitForBeginning() { begun.wait() }
        func open() { gate.signal() }

        func note(_ number: Int) -> Int {
            lock.withLock { order.append(number) }
            return number
        }
    }

    @Test("one is read at a time, the shortest first, and what nobody waits for any more not at all")
    func order() async {
        let (lane, record) = (DocumentLane(), Record())
        let first = lane.read(length: 9) { record.hold() }
        record.waitForBeginning()
        let long = lane.read(length: 300) { record.note(300) }
        var dropped: LongReading<Int>? = lane.read(length: 100) { record.note(100) }
        let short = lane.read(length: 200) { record.note(200) }
        #expect(await first.value(within: 0.02) == nil)
        #expect(dropped != nil)
        dropped = nil
        record.open()
        #expect(await long.value(within: 60) == 300)
        #expect(record.ran == [200, 300])
        // What is done stays.
        #expect(await short.value(within: 0) == 200)
        #expect(await first.value(within: 0) == 0)
    }

    @Test("a document that is long among shorter ones comes to its turn")
    func turn() async {
        let (lane, record) = (DocumentLane(), Record())
        let first = lane.read(length: 1) { record.hold() }
        record.waitForBeginning()
        let long = lane.read(length: 900) { record.note(900) }
        let others = (1...20).map { number in lane.read(length: number) { record.note(number) } }
        record.open()
        #expect(await others.last?.value(within: 60) == 20)
        #expect(await long.value(within: 60) == 900)
        #expect(await first.value(within: 60) == 0)
        #expect((record.ran.firstIndex(of: 900) ?? 99) <= 8, "\(record.ran)")
    }

    @Test("whoever is cancelled waits no longer")
    func cancelled() async {
        let (lane, record) = (DocumentLane(), Record())
        let held = lane.read(length: 1) { record.hold() }
        let waiting = Task { await held.value(within: 600) }
        waiting.cancel()
        #expect(await waiting.value == nil)
        record.open()
        #expect(await held.value(within: 60) == 0)
    }
}
