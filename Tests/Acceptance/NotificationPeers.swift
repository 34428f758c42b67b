import ChildPrograms
import Foundation
import Linux
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Real receivers beside a scene.
enum Peer {
    static let python = "/usr/bin/python3"
    static let alertmanager = "/usr/bin/prometheus-alertmanager"
    static let smtp = "/usr/bin/aiosmtpd"
    static let msmtp = "/usr/bin/msmtp"
    static let openssl = "/usr/bin/openssl"

    static func isInstalled(_ programs: String...) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A port that nobody listened on a moment ago.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(found)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// `Tests/Support/webhook-sink`, with a folder of its own.
struct WebhookSink {
    struct Request {
        let path: String
        let headers: [String: String]
        let body: String

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:] }
        func keys(_ list: String) -> [String] {
            (json[list] as? [[String: Any]] ?? []).compactMap { $0["key"] as? String }
        }
        func causes(_ list: String) -> [String] {
            (json[list] as? [[String: Any]] ?? []).compactMap { $0["cause"] as? String }
        }
    }

    let folder: URL
    let port: Int

    init(_ scene: Scene, _ name: String) throws {
        folder = scene.folder.appending(path: name)
        port = try Peer.freePort()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    var certificate: String { folder.appending(path: "cert.pem").path }
    private var key: String { folder.appending(path: "key.pem").path }

    func launch(tls: Bool = false) async throws -> Program.Running {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Support/webhook-sink"
        ).path
        if tls {
            let made = try await Program(name: Peer.openssl).run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=sink", "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:hooks.example.org", "-keyout", key, "-out", certificate,
            ])
            try #require(made.status == 0, "\(made)")
        }
        return try Program(name: Peer.python).launch(
            [script, folder.path, "\(port)"] + (tls ? [certificate, key] : []))
    }

    /// A status, or `hold`.
    func answer(_ text: String) throws {
        try text.write(toFile: folder.appending(path: "answer").path, atomically: true, encoding: .utf8)
    }

    var requests: [Request] {
        let text = (try? String(contentsOf: folder.appending(path: "requests"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let path = object["path"] as? String
            else { return nil }
            return Request(
                path: path, headers: object["headers"] as? [String: String] ?? [:],
                body: object["body"] as? String ?? "")
        }
    }
}

extension Scene {
    /// agent.yaml with quick rounds and the given routes.
    func configure(notifications: String) throws {
        try write(
            "agent.yaml",
            """
            kubeconfigs: [kubeconfig]\nhost: host\nstate: .\ncontrol: {socket: agent.sock}\nincidents: {open: 1, \
            close: 1}\ninterval: 3s\nrepair: {soak: 0s}\n
            """
                + """
                contexts: {host: {role: host}, m1: {role: member, labels: {team: \
                edge}}}\nnotifications:\n\(notifications)
                """
        )
    }

    func secret(_ name: String, _ text: String) throws {
        try write(name, text + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
    }
}

/// Ends a program whatever becomes of the body.
func beside(_ program: Program.Running, _ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch {
        _ = try? await program.stop(SIGKILL)
        throw error
    }
    _ = try await program.stop(SIGKILL)
}
