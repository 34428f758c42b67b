import Fleet
import Foundation
import Testing
import Yams

@testable import KubeSphere
@testable import KubeSphereConfig

@Suite("What is stored and shown of a document")
struct RedactionTests {
    private let key = FingerprintKey(bytes: [7])

    /// What a probe keeps of a document, of the version whose reader it is, and what else it tells of it.
    private func kept(_ text: String, _ version: String) throws -> (text: String, facts: String) {
        guard let document = try? ConfigDocument(parsing: text, version: KubeSphereVersion(version)) else {
            return (UnreadableConfig(text, key: key).text, "")
        }
        let facts = document.facts(resourceVersion: "1", lastWrite: nil, owner: .nobody, key: key)
        return (facts.redacted, String(decoding: try JSONEncoder().encode(facts), as: UTF8.self))
    }

    @Test("no secret of the table is in what is kept, whatever it looks like", arguments: try PlantedShape.all())
    func planted(shape: PlantedShape) throws {
        for version in ["v3.4.1", "v4.1.3"] {
            let kept = try kept(shape.document, version)
            for secret in shape.secrets {
                #expect(!kept.text.contains(secret), "\(version): \(kept.text)")
                // `true` stands in JSON for many things.
                if secret.count > 5 { #expect(!kept.facts.contains(secret), "\(version): \(kept.facts)") }
            }
        }
    }

    @Test("nor in what is made of a text that an older version stored in the clear", arguments: try PlantedShape.all())
    func stored(shape: PlantedShape) throws {
        let fit = StoredRedaction(key: key).configuration(shape.document)
        for secret in shape.secrets { #expect(!fit.contains(secret), "\(fit)") }
        #expect(StoredRedaction(key: key).configuration(fit) == fit)
    }

    @Test("nor in the lines of a stored diff", arguments: try PlantedShape.all())
    func storedDiff(shape: PlantedShape) throws {
        guard let document = try? ConfigDocument(parsing: shape.document) else { return }
        let root = try YAMLTree(parsing: document.text, rules: .yaml2).root
        let dumped = try Yams.serialize(node: inBlocks(root)).split(separator: "\n").map { "+\($0)\n" }.joined()
        let fit = StoredRedaction(key: key).diff("--- now\n+++ planned\n@@ -1,2 +1,2 @@\n" + dumped)
        // A line does not know the secrets of the others.
        let copies = ["abcdefgh", "kubesphere-edge"]
        for secret in shape.secrets where !copies.contains(secret) { #expect(!fit.contains(secret), "\(fit)") }
        #expect(StoredRedaction(key: key).diff(fit) == fit)
    }

    /// As every version dumped it.
    private func inBlocks(_ node: Node) -> Node {
        switch node {
        case .scalar: node
        case .mapping(let mapping): Node(mapping.map { (inBlocks($0.key), inBlocks($0.value)) })
        case .sequence(let sequence): Node(sequence.map(inBlocks))
        }
    }

    @Test("the table has more than two hundred shapes, and most of them are documents")
    func table() throws {
        let shapes = try PlantedShape.all()
        #expect(shapes.count > 600)
        #expect(shapes.count { (try? ConfigDocument(parsing: $0.document)) != nil } > shapes.count * 9 / 10)
    }

    @Test(
        "of KubeSphere's own documents everything is readable but the secrets and the users",
        arguments: ["v3.0.0", "v3.4.1", "v4.1.3"])
    func readable(version: String) throws {
        let text = try String(
            contentsOf: Fixtures.directory.appending(path: "redaction/\(version).yaml"), encoding: .utf8)
        let document = try ConfigDocument(parsing: text, version: KubeSphereVersion(version))
        let written = try Yams.serialize(node: try YAMLTree(parsing: text, rules: document.rules).root).split(
            separator: "\n")
        let shown = document.redacted(key: key).split(separator: "\n")
        #expect(written.count == shown.count && written.count > 40)
        for (before, after) in zip(written, shown) {
            #expect(before.contains("HIDDEN") ? after.contains("<fp:") && !after.contains("HIDDEN") : before == after)
        }
    }

    @Test(
        "of every recorded document the age of tokens is readable, and stays so when it is stored again",
        arguments: ["v3.0.0", "v3.1.1", "v3.3.2", "v3.4.1", "v4.1.3", "master"])
    func recorded(version: String) throws {
        let folder = Fixtures.directory.appending(path: "documents/\(version)")
        var seen = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasPrefix("age-") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            guard
                let document = try? ConfigDocument(
                    parsing: text, version: KubeSphereVersion(version == "master" ? "v4.2.0" : version))
            else { continue }
            let shown = document.redacted(key: key)
            seen += 1
            #expect(shown.components(separatedBy: "<fp:").count == 2, "\(name): \(shown)")
            #expect(StoredRedaction(key: key).configuration(shown) == shown, "\(name)")
        }
        #expect(seen > 15)
    }

    @Test("a change is seen by its fingerprint, and the same value has the same one, now and in what was stored before")
    func comparable() throws {
        func shown(_ motto: String) throws -> String {
            try ConfigDocument(parsing: "motto: \(motto)\nport: 1\n").redacted(key: key)
        }
        #expect(try shown("one") == shown("one") && shown("one") != shown("two"))
        #expect(try StoredRedaction(key: key).configuration("motto: one\nport: 1\n") == shown("one"))
        let mask = "jwtSecret: <fp:0123456789ab>\n"
        #expect(StoredRedaction(key: key).configuration(mask) == mask)
        // In a cluster's own document it is a text that somebody pasted.
        #expect(try ConfigDocument(parsing: mask).redacted(key: key) != mask)
    }

    @Test(
        "of a URL scheme, host, port and the words of its path are shown",
        arguments: [
            (
                "http://prometheus-operated.kubesphere-monitoring-system.svc:9090",
                "http://prometheus-operated.kubesphere-monitoring-system.svc:9090"
            ),
            ("https://user:pw@host.example:8443/api/v1", "https://<fp:*>@host.example:8443/api/v1"),
            ("https://host.example/?a=b#c", "https://host.example/?<fp:*>#<fp:*>"),
            ("https://hooks.example/services/T00000000/AbC123dEf", "https://hooks.example/services/<fp:*>/<fp:*>"),
            ("https://a.example https://b.example", "<fp:*>"),
            ("file:///etc/passwd", "<fp:*>"), ("https://[::1]:6443/version", "https://[::1]:6443/version"),
        ])
    func urls(text: String, expected: String) throws {
        let shown = try ConfigDocument(parsing: "endpoint: '\(text)'").redacted(key: key).replacing(
            #/fp:[0-9a-f]{12}/#, with: "fp:*")
        #expect(shown.contains(expected) && shown.split(separator: "\n").count == 1, "\(shown)")
    }

    @Test("a document that no reader takes is kept as its fingerprint and its size")
    func unreadable() throws {
        let text = "%FOO\n---\npassword: PLANTED\0\n"
        let kept = UnreadableConfig(text, key: key)
        #expect(
            kept.text
                == "# cannot be read as YAML: \(text.utf8.count) bytes, <\(Fingerprint(ofText: text, key: key))>\n")
        #expect(StoredRedaction(key: key).configuration(kept.text) == kept.text)
        #expect(
            !UnreadableConfig.stands(in: kept.text + "password: x\n")
                && !UnreadableConfig.stands(in: "# cannot be read as YAML: PLANTED"))
    }
}
