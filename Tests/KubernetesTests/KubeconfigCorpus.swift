import Crypto
import FoundationEssentials

/// The variants of Tests/Fixtures/kubeconfig, with what kubectl made of each.
struct KubeconfigVariant: Decodable, Sendable {
    /// What a server is asked.
    struct Request: Decodable, Hashable, Sendable {
        let path: String
        let host: String
        let authorization: String
        let impersonation: [String]
        let client: String

        init(path: String, host: String, authorization: String, impersonation: [String], client: String) {
            self.path = path
            self.host = host
            self.authorization = authorization
            self.impersonation = impersonation.map { $0.lowercased() }.sorted()
            self.client = client
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                path: try container.decode(String.self, forKey: .path),
                host: try container.decode(String.self, forKey: .host),
                authorization: try container.decode(String.self, forKey: .authorization),
                impersonation: try container.decode([String].self, forKey: .impersonation),
                client: try container.decode(String.self, forKey: .client))
        }

        private enum CodingKeys: String, CodingKey { case path, host, authorization, impersonation, client }
    }

    struct Answer: Decodable, Sendable {
        let request: Request?
        let error: String?
    }

    let name: String
    let encoding: String
    let use: [String]
    let files: [String: String]
    let kubectl: Answer

    static func all() throws -> [KubeconfigVariant] {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(
            [KubeconfigVariant].self,
            from: Data(contentsOf: directory.appending(path: "Fixtures/kubeconfig/variants.json")))
    }

    /// Writes its files, filled, and gives the paths of those that are to be merged.
    func write(into folder: URL, _ holes: [String: String]) throws -> [String] {
        let holes = holes.merging(["DIR": folder.path]) { _, new in new }
        for (path, text) in files {
            let filled = Self.fill(text, holes)
            try FileManager.default.createDirectory(
                at: folder.appending(path: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            if path == "plugin" {
                _ = try folder.writeProgram(path, filled)
            } else {
                try encoded(filled, as: path == "config" ? encoding : "utf-8").write(to: folder.appending(path: path))
            }
        }
        return use.map { folder.appending(path: $0).path }
    }

    private func encoded(_ text: String, as encoding: String) -> Data {
        let text = encoding.hasSuffix("-bom") ? "\u{FEFF}" + text : text
        switch encoding.prefix(8) {
        case "utf-16le": return Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        case "utf-16be": return Data(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        case "latin-1": return Data(text.unicodeScalars.map { UInt8($0.value) })
        default: return Data(text.utf8)
        }
    }

    /// `@NAME@`, then `@64<TEXT>@` and `@64/N<TEXT>@`, as Tests/Fixtures/kubeconfig/make.py has it.
    private static func fill(_ text: String, _ holes: [String: String]) -> String {
        let filled = text.replacing(#/@([A-Z][A-Za-z0-9.+]*)@/#) { holes[String($0.1)] ?? "" }
        return filled.replacing(#/@64(?:\/(\d+))?<((?s:.*?))>@/#) { match in
            let coded = String(match.2).base64
            guard let width = match.1.flatMap({ Int($0) }) else { return coded }
            let lines = stride(from: 0, to: coded.count, by: 60).map { String(coded.dropFirst($0).prefix(60)) }
            return lines.joined(separator: "\n" + String(repeating: " ", count: width))
        }
    }
}

/// Authorities and a client for one run.
struct KubeconfigHoles {
    let server: TestAuthority.Identity
    let authority: TestAuthority
    private let values: [String: String]

    init() throws {
        authority = try TestAuthority()
        server = try authority.issue(
            names: ["localhost", "api.fleet.test", "under_score.fleet.test"],
            addresses: [[127, 0, 0, 1], [10, 1, 2, 3], [0xFD] + [UInt8](repeating: 0, count: 14) + [1]])
        let client = try authority.issue(names: ["client"])
        let other = try TestAuthority("other")
        let longer = (Data(base64Encoded: Self.line(authority.pem)) ?? Data()) + Data("xyz".utf8)
        values = [
            "CA": authority.pem + "\n", "CA.line": Self.line(authority.pem), "CA.line+": longer.base64EncodedString(),
            "OTHER": other.pem + "\n",
            "OTHER.line": Self.line(other.pem), "CERT": client.certificate + "\n",
            "CERT.line": Self.line(client.certificate), "KEY": client.key + "\n",
            "KEY.line": Self.line(client.key), "KEY.sec1": try Self.traditional(client.key),
            "OTHERKEY": try other.issue().key + "\n",
        ]
    }

    func filled(port: Int) -> [String: String] {
        values.merging(["PORT": "\(port)", "SERVER": "https://127.0.0.1:\(port)"]) { _, new in new }
    }

    private static func line(_ pem: String) -> String {
        pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    }

    /// RFC 5915: the key as OpenSSL wrote it before PKCS#8.
    private static func traditional(_ pem: String) throws -> String {
        let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
        let curve: [UInt8] = [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        let der =
            [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20] + [UInt8](key.rawRepresentation) + curve + [
                0xA1, 0x44, 0x03, 0x42, 0x00,
            ] + key.publicKey.x963Representation
        return "-----BEGIN EC PRIVATE KEY-----\n\(Data(der).base64EncodedString())\n-----END EC PRIVATE KEY-----\n"
    }
}
