import Fleet
import FoundationEssentials

/// What a credential plugin prints, and what it is asked.
struct ExecCredential {
    let token: SecretValue
    /// nil where it is good until the server says otherwise.
    let expires: Date?

    /// Runs the plugin. Blocking, up to `deadline` seconds.
    ///
    /// - Throws: `Fault`, which never quotes what the plugin printed on standard output.
    static func fetch(_ plugin: ExecPlugin, deadline: Double) throws(Fault) -> ExecCredential {
        let result: ChildOutput
        do throws(ChildOutput.Failure) {
            result = try ChildOutput.run(plugin.command, plugin.arguments, environment: environment(plugin), limit: 1 << 20, seconds: deadline)
        } catch {
            throw fault(plugin, "\(error.reason)")
        }
        guard result.status == 0 else { throw fault(plugin, "ended with status \(result.status)" + complaint(result)) }
        return try decode(result.output, plugin)
    }

    /// A plugin's first complaint helps, and may quote anything: only one line of it is shown.
    private static func complaint(_ result: ChildOutput) -> String {
        let line = String(decoding: result.errors.prefix(4096), as: UTF8.self).split(whereSeparator: \.isNewline).first
        return line.map { ": " + printable(String($0), limit: 200) } ?? ""
    }

    private static func fault(_ plugin: ExecPlugin, _ reason: String) -> Fault {
        Fault(.kubeconfig, "the credential plugin \(plugin.command) \(reason)" + (plugin.installHint.map { "; its own hint: \($0)" } ?? ""))
    }

    private static func environment(_ plugin: ExecPlugin) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for variable in plugin.environment { environment[variable.name] = variable.value }
        let cluster = plugin.clusterInfo.map { #","cluster":"# + String(decoding: $0, as: UTF8.self) } ?? ""
        environment["KUBERNETES_EXEC_INFO"] =
            #"{"apiVersion":"\#(plugin.apiVersion)","kind":"ExecCredential","spec":{"interactive":false\#(cluster)}}"#
        return environment
    }

    private struct Document: Decodable {
        struct Status: Decodable {
            let token: String?
            let expirationTimestamp: String?
            let clientCertificateData: String?
        }

        let apiVersion: String
        let kind: String
        let status: Status?
    }

    private static func decode(_ bytes: [UInt8], _ plugin: ExecPlugin) throws(Fault) -> ExecCredential {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)), document.kind == "ExecCredential" else {
            throw fault(plugin, "printed no ExecCredential")
        }
        guard document.apiVersion == plugin.apiVersion else {
            throw fault(plugin, "printed an ExecCredential of another version than \(plugin.apiVersion)")
        }
        guard let token = document.status?.token.flatMap(BearerToken.read) else {
            let certificate = document.status?.clientCertificateData != nil
            throw fault(plugin, certificate ? "gave a client certificate, which is not supported from a plugin: let it give a token" : "gave no token")
        }
        return ExecCredential(token: token, expires: document.status?.expirationTimestamp.flatMap { try? Date($0, strategy: .iso8601) })
    }
}
