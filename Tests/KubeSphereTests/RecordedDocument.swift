import Fleet
import Foundation
import Testing

/// A row of Tests/Fixtures/documents: what a real ks-apiserver made of one kubesphere.yaml.
struct RecordedDocument: Sendable, CustomTestStringConvertible {
    let version: String
    let name: String
    let starts: Bool
    /// As Python writes a text; nil where the process ended.
    let secret: String?
    let checksSessionCache: Bool?

    static let versions = ["v3.0.0", "v3.1.1", "v3.3.2", "v3.4.1", "v4.1.3", "master"]

    var testDescription: String { "\(version) \(name)" }

    /// master is what follows 4.1.
    var kubeSphere: KubeSphereVersion { KubeSphereVersion(version) ?? KubeSphereVersion(major: 4, minor: 2) }

    func text(_ name: String? = nil) throws -> String {
        let file = Fixtures.directory.appending(path: "documents/\(version)/\(name ?? self.name).yaml")
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    static func table(_ version: String) throws -> [RecordedDocument] {
        let file = Fixtures.directory.appending(path: "documents/\(version).tsv")
        let rows = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").dropFirst()
        return rows.map { row in
            let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return RecordedDocument(
                version: version, name: fields[0], starts: fields[1] == "starts",
                secret: fields[2] == "-" ? nil : fields[2],
                checksSessionCache: fields[3] == "-" ? nil : fields[3] == "checked")
        }
    }

    /// The text that a Python literal stands for; nil for "the secret as written".
    var secretText: String? {
        guard let secret, let quote = secret.first, quote == "'" || quote == "\"" else { return nil }
        return String(secret.dropFirst().dropLast()).replacing("\\n", with: "\n").replacing("\\t", with: "\t")
            .replacing("\\\\", with: "\\")
    }
}
