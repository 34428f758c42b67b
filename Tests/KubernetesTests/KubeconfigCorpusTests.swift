import ChildPrograms
import Fleet
import Foundation
import NIOHTTP1
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import Kubeconfig
@testable import Kubernetes

/// Every variant of Tests/Fixtures/kubeconfig, as kubectl and as we read it, by what a server is then asked.
@Suite("Kubeconfigs are read as kubectl reads them", .timeLimit(.minutes(3)))
struct KubeconfigCorpusTests {
    typealias Request = KubeconfigVariant.Request

    /// What kubectl refuses, and we do not: it is clear what was meant, and nothing is lost by it.
    static let leniencies: Set<String> = [
        "UTF-8 with two byte order marks", "Latin-1 in a comment", "another apiVersion", "keys that are no texts",
        "a list as a key", "a number as current-context", "a merged text", "a merged null",
        "a literal block with its line break", "tag !!binary that is not base64", "tag !!int on a text",
        "tag !!null on a text", "two entries without a name", "two null entries",
        "a user that is null", "a user that is empty", "a number as a name",
        "a number as a name, quoted where it is used", "a boolean as a name",
        "a namespace that is a boolean of YAML 1.1", "a number as a namespace", "an authority in a folded block",
        "an authority over several plain lines",
        "an authority over several quoted lines", "an authority in a file and inline", "not verified: tRuE",
        "not verified, a text", "verified, a text",
        "a certificate before an unreadable one", "a token with a line break", "a token that is a number",
        "a token that is a boolean", "a token that is null",
        "a password that is a number", "an impersonation that is a number", "an impersonation without credentials",
        "a plugin without a command, and a token",
        "two files, a user of the same name with other fields", "two files, the first has an empty entry",
        "a directive of YAML 1.2", "JSON with a slash that is escaped",
    ]

    /// What kubectl sends otherwise, so that no server takes it: white space around a token, a mark of Windows before
    /// it.
    static let betterTokens: Set<String> = ["a token with blanks around it", "a token file with a byte order mark"]

    @Test("We ask what kubectl asked, or refuse what it refused, but for the leniencies")
    func ours() async throws {
        let found = try await answers { try await Self.ours($0, context: "test") }
        for (variant, request) in found {
            let expected = Self.betterTokens.contains(variant.name) ? Request.plain : variant.kubectl.request
            if Self.leniencies.contains(variant.name) {
                #expect(
                    expected == nil && request != nil,
                    "\(variant.name) is no leniency: \(variant.kubectl.error ?? "kubectl takes it")")
            } else {
                #expect(request == expected, "\(variant.name): kubectl: \(variant.kubectl.error ?? "ok")")
            }
        }
        #expect(found.count > 300)
        #expect(Self.leniencies.isSubset(of: Set(found.map(\.variant.name))))
    }

    @Test("kubectl still does what the table says", .enabled(if: Kubectl.isInstalled, "kubectl is not installed"))
    func kubectl() async throws {
        for (variant, request) in try await answers({ try await Kubectl.asks($0) }) {
            #expect(request == variant.kubectl.request, "\(variant.name)")
        }
    }

    /// Runs some variants at once, each in a folder of its own, against a server that answers with what it was asked.
    private func answers(_ ask: @escaping @Sendable ([String]) async throws -> Request?) async throws -> [(
        variant: KubeconfigVariant, request: Request?
    )] {
        let (variants, holes) = (try KubeconfigVariant.all(), try KubeconfigHoles())
        let tls = try TestServer.tls(holes.server, clientAuthority: holes.authority.pem, asksOnly: true)
        return try await withDirectory { directory in
            try await withServer(tls: tls, script: Self.echo) { server in
                let filled = holes.filled(port: server.port)
                return try await withThrowingTaskGroup(of: (Int, Request?).self) { group in
                    var waiting = variants.enumerated().makeIterator()
                    func begin() throws {
                        guard let (index, variant) = waiting.next() else { return }
                        let paths = try variant.write(into: directory.appending(path: "\(index)"), filled)
                        group.addTask { (index, try await ask(paths)) }
                    }
                    for _ in 0..<4 { try begin() }
                    var found: [(KubeconfigVariant, Request?)] = []
                    while let (index, request) = try await group.next() {
                        found.append((variants[index], request))
                        try begin()
                    }
                    return found
                }
            }
        }
    }

    private static func ours(_ paths: [String], context: String) async throws -> Request? {
        let plugin = URL(filePath: paths[0]).deletingLastPathComponent().path + "/./plugin"
        let allowance = EndpointAllowance(insecureContexts: [context], execCommands: [plugin])
        guard
            let endpoint = try? Kubeconfig.load(paths: paths).endpoint(
                forContext: context, allowing: allowance, proxies: ProxyEnvironment([:])
            ).get()
        else { return nil }
        return try await withClient(endpoint) { await $0.reader.read(Version.self, "/version").value?.request }
    }

    private static let echo: TestServer.Script = { request in
        let names =
            (try? request.client.map { try Certificate(derEncoded: $0.toDERBytes()) })?.subject.description ?? ""
        let asked = [
            "path": request.uri.split(separator: "?").first.map(String.init) ?? "",
            "host": request.headers.first(name: "Host")?.replacing(#/:\d+$/#, with: ":PORT") ?? "",
            "authorization": request.headers.first(name: "Authorization") ?? "",
            "client": names.replacing("CN=", with: ""),
        ]
        let impersonation = request.headers.filter { $0.name.lowercased().hasPrefix("impersonate-") }.map {
            "\($0.name): \($0.value)"
        }
        let text = try? JSONEncoder().encode(Echo(asked: asked, impersonation: impersonation))
        let body = try? JSONEncoder().encode(
            Version(major: "1", minor: "32", gitVersion: String(decoding: text ?? Data(), as: UTF8.self)))
        return .answer(
            200, headers: [("Content-Type", "application/json")], body: String(decoding: body ?? Data(), as: UTF8.self))
    }
}

private struct Echo: Codable {
    let asked: [String: String]
    let impersonation: [String]
}

/// kubectl prints a server's `gitVersion` as it is: the question comes back in it.
private struct Version: Codable {
    let major: String
    let minor: String
    let gitVersion: String

    var request: KubeconfigVariant.Request? {
        guard let echo = try? JSONDecoder().decode(Echo.self, from: Data(gitVersion.utf8)) else { return nil }
        return KubeconfigVariant.Request(
            path: echo.asked["path"] ?? "", host: echo.asked["host"] ?? "",
            authorization: echo.asked["authorization"] ?? "",
            impersonation: echo.impersonation, client: echo.asked["client"] ?? "")
    }
}

extension KubeconfigVariant.Request {
    fileprivate static let plain = Self(
        path: "/version", host: "127.0.0.1:PORT", authorization: "Bearer t0ken", impersonation: [], client: "")
}

/// The real kubectl.
private enum Kubectl {
    private struct Versions: Decodable { let serverVersion: Version? }

    private static let executable = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { executable != nil }

    /// What it asks a server with these files; nil where it asks nothing, or not with success.
    static func asks(_ paths: [String]) async throws -> KubeconfigVariant.Request? {
        let environment = [
            "HOME": paths[0] + ".home", "KUBECONFIG": paths.joined(separator: ":"), "PATH": "/usr/bin:/bin",
        ]
        let done = try await Program(name: executable ?? "/usr/bin/kubectl", environment: environment)
            .run(["--context", "test", "--request-timeout", "10s", "version", "-o", "json"])
        return (try? JSONDecoder().decode(Versions.self, from: Data(done.output.utf8)))?.serverVersion?.request
    }
}
