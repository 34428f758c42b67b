import Fleet
import Foundation
import Kubernetes
import Testing

@Suite("A certificate whose key usage has no digital signature", .timeLimit(.minutes(10)))
struct KeyUsageTests {
    /// Go overlooks it, BoringSSL does not, and its server side does not even load such a certificate: openssl serves
    /// it.
    @Test("is named for what it is, where kubectl overlooks it")
    func named() async throws {
        try await withDirectory { directory in
            let server = try OpenSSLServer(
                directory,
                extensions:
                    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectAltName=IP:127.0.0.1\n")
            defer { server.stop() }
            let pem = try String(contentsOf: directory.appending(path: "server.pem"), encoding: .utf8)
            let text = kubeconfig(cluster: [
                "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(pem.base64)",
            ])
            let fault = try await withClient(try await endpoint(text)) {
                try #require(await $0.reader.get("/version").fault)
            }
            #expect(fault.kind == .tls && fault.message.contains("key usage without digital signature"), "\(fault)")
        }
    }
}

@Suite("Ciphers are those that kubectl takes", .timeLimit(.minutes(10)))
struct CipherTests {
    @Test(
        "none whose key is exchanged by RSA",
        arguments: [
            ("ECDHE-RSA-AES128-GCM-SHA256", true), ("ECDHE-RSA-AES256-SHA", true), ("AES128-GCM-SHA256", false),
            ("AES256-SHA", false),
        ])
    func exchanged(cipher: String, isTaken: Bool) async throws {
        try await withDirectory { directory in
            let server = try OpenSSLServer(
                directory,
                extensions:
                    """
                    basicConstraints=critical,CA:TRUE
                    keyUsage=critical,keyCertSign,digitalSignature,keyEncipherment
                    subjectAltName=IP:127.0.0.1

                    """,
                key: "rsa:2048", options: "-tls1_2 -cipher \(cipher):@SECLEVEL=0")
            defer { server.stop() }
            let pem = try String(contentsOf: directory.appending(path: "server.pem"), encoding: .utf8)
            let text = kubeconfig(cluster: [
                "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(pem.base64)",
            ])
            let reading = try await withClient(try await endpoint(text)) { await $0.reader.get("/version") }
            #expect((reading.value?.status == 200) == isTaken, "\(reading)")
            #expect(isTaken || reading.fault?.kind == .tls, "\(reading)")
        }
    }
}

/// `openssl s_server` with a self-signed certificate, on a port that the system chooses.
private struct OpenSSLServer {
    let port: Int
    private let process: Process

    init(
        _ directory: URL, extensions: String, key: String = "ec -pkeyopt ec_paramgen_curve:prime256v1",
        options: String = ""
    ) throws {
        try directory.write("extensions", extensions)
        let script = """
            cd '\(directory.path)'
            openssl req -new -newkey \(key) -nodes -keyout server.key -subj /CN=self \
            -out server.csr 2>/dev/null
            openssl x509 -req -in server.csr -signkey server.key -extfile extensions -days 2 -out server.pem 2>/dev/null
            exec openssl s_server -accept 127.0.0.1:0 -cert server.pem -key server.key -www \(options) 2>/dev/null
            """
        process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        port = try Self.port(output.fileHandleForReading)
    }

    /// `ACCEPT 127.0.0.1:PORT`
    private static func port(_ output: FileHandle) throws -> Int {
        var said = ""
        while true {
            let part = output.availableData
            guard !part.isEmpty else { throw CocoaError(.executableLoad) }
            said += String(decoding: part, as: UTF8.self)
            let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }
            guard said.hasSuffix("\n"), let number = line?.split(separator: ":").last else { continue }
            return Int(number) ?? 0
        }
    }

    func stop() { process.terminate() }
}
