import Fleet
import KubeSphere
import Testing

@Suite("kubesphere.yaml as real servers read it (Tests/Fixtures/documents)")
struct DocumentTableTests {
    private let key = FingerprintKey()

    @Test("every document is told as its server read it", arguments: RecordedDocument.versions)
    func recorded(version: String) throws {
        let table = try RecordedDocument.table(version)
        #expect(table.count >= 59)
        let written = try secretAsWritten(table)
        for row in table { try check(row, written) }
    }

    private func secretAsWritten(_ table: [RecordedDocument]) throws -> Fingerprint {
        let plain = try #require(table.first { $0.name == "age-0" })
        let document = try ConfigDocument(parsing: plain.text(), version: plain.kubeSphere)
        return Fingerprint(of: try #require(document.jwtSecret), key: key)
    }

    private func check(_ row: RecordedDocument, _ written: Fingerprint) throws {
        let text = try row.text()
        guard let document = try? ConfigDocument(parsing: text, version: row.kubeSphere) else {
            #expect(!row.starts, "\(row.testDescription): not read, and the server starts with it")
            return
        }
        #expect(
            document.flaws.allSatisfy { !$0.preventsStart } == row.starts, "\(row.testDescription): \(document.flaws)")
        guard row.starts else { return }
        let wanted = row.secretText.map { Fingerprint(ofText: $0, key: key) } ?? written
        #expect(
            document.secretFingerprint(key: key) == wanted, "\(row.testDescription): another secret than the server's")
        #expect(document.maxAge.checksSessionCache == row.checksSessionCache, "\(row.testDescription)")
    }

    @Test("where the version is not known, the layout tells the readers apart", arguments: RecordedDocument.versions)
    func unknownVersion(version: String) throws {
        for row in try RecordedDocument.table(version) where row.starts && row.name != "no-authentication" {
            let known = try ConfigDocument(parsing: row.text(), version: row.kubeSphere)
            let unknown = try ConfigDocument(parsing: row.text())
            #expect(
                known.jwtSecret.map { Fingerprint(of: $0, key: key) }
                    == unknown.jwtSecret.map { Fingerprint(of: $0, key: key) },
                "\(row.testDescription)")
            #expect(
                known.maxAge.checksSessionCache == unknown.maxAge.checksSessionCache && known.layout == unknown.layout,
                "\(row.testDescription)")
        }
    }

    @Test(
        "a document that a server starts with takes both edits, and every other line stays",
        arguments: RecordedDocument.versions)
    func edits(version: String) throws {
        for row in try RecordedDocument.table(version) where row.starts && row.name != "no-authentication" {
            let document = try ConfigDocument(parsing: row.text(), version: row.kubeSphere)
            let secret = YAMLLiteral.text(
                "it's\n\"new\"", replacing: try document.literal(at: document.layout.jwtSecretPath))
            let first = try document.reading(
                ConfigEdit.setting(document.layout.jwtSecretPath, to: secret, in: document).text)
            let second = try document.reading(ConfigEdit.setting(document.layout.maxAgePath, to: "0", in: first).text)
            #expect(
                second.secretFingerprint(key: key) == Fingerprint(ofText: "it's\n\"new\"", key: key),
                "\(row.testDescription)")
            #expect(second.maxAge.checksSessionCache == false, "\(row.testDescription)")
            #expect(linesChanged(document.text, second.text) <= 3, "\(row.testDescription)")
        }
    }

    private func linesChanged(_ old: String, _ new: String) -> Int {
        let lines = { (text: String) in
            text.unicodeScalars.split(separator: "\n").map { String(String.UnicodeScalarView($0)) }
        }
        return lines(new).difference(from: lines(old)).insertions.count
    }
}
