import Fleet
import Foundation
import KubeSphere
import Testing

/// Documents of all shapes, and broken ones: no crash, no hang, and of an edit nothing but the scalar. A failing seed
/// can be run again; `FUZZ_ROUNDS` makes it longer.
@Suite("Seeded fuzz of the kubesphere.yaml reader and editor")
struct ConfigFuzzTests {
    private static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { UInt64($0) } ?? 150
    private static let versions = ["v3.0.0", "v3.4.1", "v4.1.3"].map { KubeSphereVersion($0) } + [nil]

    @Test("a document of any shape is read or refused, and an edit of it changes its scalar and nothing else")
    func shapes() throws {
        var edits = 0
        for seed in 0..<Self.rounds {
            var shape = DocumentShape(seed: seed)
            let text = shape.document()
            for version in Self.versions {
                guard let document = try? ConfigDocument(parsing: text, version: version) else { continue }
                edits += edit(document, seed, &shape)
            }
        }
        // A fuzz that edits nothing proves nothing.
        #expect(edits > Int(Self.rounds))
    }

    private func edit(_ document: ConfigDocument, _ seed: UInt64, _ shape: inout DocumentShape) -> Int {
        let key = FingerprintKey()
        let secret = shape.secret()
        let literal = YAMLLiteral.text(
            secret, replacing: (try? document.literal(at: document.layout.jwtSecretPath)) ?? nil)
        var done = 0
        if let edit = try? ConfigEdit.setting(document.layout.jwtSecretPath, to: literal, in: document) {
            let read = try? document.reading(edit.text)
            #expect(read?.secretFingerprint(key: key) == Fingerprint(ofText: secret, key: key), "seed \(seed)")
            #expect(read?.maxAge == document.maxAge, "seed \(seed)")
            checkKept(document.text, edit.text, seed)
            done += 1
        }
        if let edit = try? ConfigEdit.setting(document.layout.maxAgePath, to: "0s", in: document) {
            let read = try? document.reading(edit.text)
            #expect(read?.maxAge.checksSessionCache == false, "seed \(seed)")
            #expect(read?.secretFingerprint(key: key) == document.secretFingerprint(key: key), "seed \(seed)")
            checkKept(document.text, edit.text, seed)
            done += 1
        }
        return done
    }

    /// Everything else is marked in the document: comments by `#c`, other settings by `keep`.
    private func checkKept(_ old: String, _ new: String, _ seed: UInt64) {
        for mark in ["#c", "keep", "\u{FEFF}", "---", "\t#", "&anchor"] {
            #expect(count(mark, old) == count(mark, new), "seed \(seed): \(mark)")
        }
        let carriageReturns = { (text: String) in text.unicodeScalars.count { $0 == "\r" } }
        let lines = { (text: String) in text.unicodeScalars.count { $0 == "\n" } }
        // A block that becomes a line loses lines, and their ends with them; a new line ends as its neighbours do.
        if carriageReturns(old) == lines(old) { #expect(carriageReturns(new) == lines(new), "seed \(seed)") }
        if carriageReturns(old) == 0 { #expect(carriageReturns(new) == 0, "seed \(seed)") }
    }

    private func count(_ mark: String, _ text: String) -> Int {
        let (mark, text) = (Array(mark.utf8), Array(text.utf8))
        guard text.count >= mark.count else { return 0 }
        return (0...(text.count - mark.count)).count { text[$0..<($0 + mark.count)].elementsEqual(mark) }
    }

    @Test(
        "recorded documents with characters changed, doubled and taken out are read or refused, and so are their edits",
        arguments: ["v3.4.1", "v4.1.3"])
    func mutations(version: String) throws {
        let texts = try RecordedDocument.table(version).map { try $0.text() }
        let kubeSphere = KubeSphereVersion(version)
        for seed in 0..<Self.rounds {
            var random = SeededGenerator(seed: seed)
            var scalars = Array(texts[Int(random.next() % UInt64(texts.count))].unicodeScalars)
            for _ in 0...(random.next() % 4) { DocumentShape.mutate(&scalars, &random) }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            guard let document = try? ConfigDocument(parsing: String(text), version: kubeSphere) else { continue }
            guard let edit = try? ConfigEdit.setting(document.layout.maxAgePath, to: "0", in: document) else {
                continue
            }
            let read = try? document.reading(edit.text)
            #expect(read?.maxAge.checksSessionCache == false && read?.layout == document.layout, "seed \(seed)")
        }
    }
}
