import ChildProcess
import Fleet
import FoundationEssentials
import Kubeconfig
import NIOSSL

/// What a credential plugin prints, and what it is asked. A class, so that two that it gave one after the other can be
/// told apart.
final class ExecCredential: Sendable {
    let token: SecretValue?
    let identity: ClientIdentity?
    /// nil where it is good until the server says otherwise.
    let expires: Date?

    init(token: SecretValue?, identity: ClientIdentity?, expires: Date?) {
        self.token = token
        self.identity = identity
        let ends = identity?.chain.first.map { Date(timeIntervalSince1970: Double($0.notValidAfter)) }
        self.expires = [expires, ends].compactMap(\.self).min()
    }

    /// Runs the plugin. Blocking, up to `deadline` seconds.
    ///
    /// - Throws: `Fault`, which never quotes what the plugin printed on standard output.
    static func fetch(_ plugin: ExecPlugin, deadline: Double) throws(Fault) -> ExecCredential {
        let result: ChildOutput
        do throws(ChildOutput.Failure) {
            result = try ChildOutput.run(
                plugin.command, plugin.arguments, environment: environment(plugin), limit: 1 << 20, seconds: deadline)
        } catch {
            throw fault(plugin, "\(error.reason)")
        }
        guard result.status == 0 else {
            throw fault(plugin, "ended with status \(result.status)" + complaint(result, of: plugin))
        }
        return try decode(result.output, plugin)
    }

    /// A plugin's first complaint helps, and may quote anything: only one line of it is shown, without what looks like
    /// a secret, what the kubeconfig hands over in variables, and what it printed where a credential belongs.
    private static func complaint(_ result: ChildOutput, of plugin: ExecPlugin) -> String {
        guard
            let line = String(decoding: result.errors.prefix(4096), as: UTF8.self).split(whereSeparator: \.isNewline)
                .first
        else { return "" }
        let printed = String(decoding: result.output.prefix(1 << 16), as: UTF8.self).split {
            $0.isWhitespace || $0 == "\""
        }.map(String.init)
        return ": "
            + printable(
                Complaint.withoutSecrets(String(line), known: plugin.environment.map(\.value) + printed), limit: 200)
    }

    private static func fault(_ plugin: ExecPlugin, _ reason: String) -> Fault {
        Fault(
            .kubeconfig,
            "the credential plugin \(plugin.command) \(reason)"
                + (plugin.installHint.map { "; its own hint: \($0)" } ?? ""))
    }

    private static func environment(_ plugin: ExecPlugin) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for variable in plugin.environment { environment[variable.name] = variable.value }
        let cluster = plugin.clusterInfo.map { #","cluster":"# + String(decoding: $0, as: UTF8.self) } ?? ""
        environment["KUBERNETES_EXEC_INFO"] =
            #"{"apiVersion":"\#(plugin.apiVersion)","kind":"ExecCredential","spec":{"interactive":false\#(cluster)}}"#
        return environment
    }
}

extension ExecCredential {
    private struct Document: Decodable {
        struct Status: Decodable {
            let token: String?
            let expirationTimestamp: String?
            let clientCertificateData: String?
            let clientKeyData: String?
        }

        let apiVersion: String
        let kind: String
        let status: Status?
    }

    private static func decode(_ bytes: [UInt8], _ plugin: ExecPlugin) throws(Fault) -> ExecCredential {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            document.kind == "ExecCredential"
        else {
            throw fault(plugin, "printed no ExecCredential")
        }
        guard document.apiVersion == plugin.apiVersion else {
            throw fault(plugin, "printed an ExecCredential of another version than \(plugin.apiVersion)")
        }
        let token = document.status?.token.flatMap(BearerToken.read)
        let identity = try identity(document.status, plugin)
        guard token != nil || identity != nil else {
            throw fault(plugin, "gave neither a token nor a client certificate")
        }
        return ExecCredential(
            token: token, identity: identity,
            expires: document.status?.expirationTimestamp.flatMap { RFC3339.parse($0) })
    }

    /// PEM, both or neither, as client-go has it.
    private static func identity(_ status: Document.Status?, _ plugin: ExecPlugin) throws(Fault) -> ClientIdentity? {
        func given(_ text: String?) -> [UInt8]? { text.flatMap { $0.isEmpty ? nil : Array($0.utf8) } }
        switch (given(status?.clientCertificateData), given(status?.clientKeyData)) {
        case (nil, nil): return nil
        case (.some, nil): throw fault(plugin, "gave a client certificate without its key")
        case (nil, .some): throw fault(plugin, "gave a client key without its certificate")
        case (.some(let certificate), .some(let key)):
            guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificate), !chain.isEmpty,
                let key = try? NIOSSLPrivateKey(bytes: key, format: .pem)
            else {
                throw fault(plugin, "gave a client certificate or key that is not PEM")
            }
            let identity = ClientIdentity(chain: chain, key: key)
            guard identity.isUsable else { throw fault(plugin, "gave a client key that is not its certificate's") }
            return identity
        }
    }
}
