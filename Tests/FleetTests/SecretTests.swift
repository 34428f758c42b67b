import Fleet
import FoundationEssentials
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Carrier {
        let name = "edge-1"
        let secret = SecretValue("correct-horse")
    }

    @Test("a secret is in no text that Swift makes of it or of what holds it")
    func neverPrinted() {
        let secret = SecretValue("correct-horse")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Carrier(), to: &dumped)
        dump(["k": secret], to: &dumped)
        let texts = [
            "\(secret)", secret.description, secret.debugDescription, String(describing: secret),
            String(reflecting: secret), "\([secret])",
            String(describing: Optional(secret)), "\(Carrier())", String(reflecting: Carrier()), dumped,
        ]
        for text in texts { #expect(!text.contains("horse"), "\(text)") }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("a secret can be used and recognised as empty")
    func use() {
        #expect(SecretValue("correct-horse").revealedForUseInProcess() == "correct-horse")
        #expect(SecretValue("").isEmpty && !SecretValue("x").isEmpty)
        #expect(!((SecretValue("x") as Any) is any Encodable))
    }
}

@Suite("Fingerprint")
struct FingerprintTests {
    @Test("is the first 48 bits of HMAC-SHA256, in hexadecimal")
    func golden() {
        // printf host-secret | openssl dgst -sha256 -mac hmac -macopt hexkey:000102…1f
        #expect(Samples.hostSecret.hex == "857e0c4284a4")
        #expect("\(Samples.hostSecret)" == "fp:857e0c4284a4")
    }

    @Test("tells secrets apart, and says nothing across installations")
    func distinct() {
        #expect(Samples.hostSecret == Fingerprint(ofText: "host-secret", key: Samples.key))
        #expect(Samples.hostSecret != Samples.otherSecret)
        #expect(
            Fingerprint(ofText: "host-secret", key: FingerprintKey())
                != Fingerprint(ofText: "host-secret", key: FingerprintKey()))
    }

    @Test("is stored as one string, and its key survives its bytes")
    func coding() throws {
        let data = try JSONEncoder().encode([Samples.hostSecret])
        #expect(String(decoding: data, as: UTF8.self) == "[\"857e0c4284a4\"]")
        #expect(try JSONDecoder().decode([Fingerprint].self, from: data) == [Samples.hostSecret])
        #expect(FingerprintKey(bytes: Samples.key.bytes).bytes == Array(0..<32))
    }
}

@Suite("Journal entry")
struct JournalEntryTests {
    private let entry = JournalEntry(
        run: "run-1", cluster: ClusterID("edge-1"), at: Date(timeIntervalSince1970: 1_790_000_000.1234),
        actor: "uid 0 (root)",
        step: "patch-config", phase: .intended,
        detail: "accessTokenMaxAge absent -> 0")

    @Test("its hash is SHA-256 over each field with its length before it")
    func golden() {
        #expect(entry.chained(after: "") == "62c615e0e603aae7200d2eb409058f7ede56ac431508787d9c9857f89f83de61")
    }

    @Test("any change of a field, or of the row before, changes the hash")
    func sensitive() {
        let changes: [(inout JournalEntry) -> Void] = [
            { $0.run = "run-2" }, { $0.cluster = ClusterID("edge-2") }, { $0.at += 0.001 }, { $0.actor = "uid 1" },
            { $0.step = "restart" },
            { $0.phase = .done },
            { $0.detail += "." },
        ]
        var hashes: Set<String> = [entry.chained(after: ""), entry.chained(after: "x")]
        for change in changes {
            var changed = entry
            change(&changed)
            hashes.insert(changed.chained(after: ""))
        }
        #expect(hashes.count == changes.count + 2)
    }

    @Test("text that moves from one field to the next changes the hash")
    func boundaries() {
        var moved = entry
        moved.actor = "uid 0 (root)patch"
        moved.step = "-config"
        #expect(moved.chained(after: "") != entry.chained(after: ""))
        var lengths = entry
        lengths.actor = "uid 0 (root)12:patch-config"
        lengths.step = ""
        #expect(lengths.chained(after: "") != entry.chained(after: ""))
    }
}
