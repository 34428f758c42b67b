import FoundationEssentials

/// Names that the kubeconfig's users have in every cluster.
enum KubeconfigUser {
    /// Who the kubeconfig's credentials stand for, as certificate and as token.
    static let name = "fleet"
}

/// What one context of the kubeconfig holds.
struct KubeconfigEntry: Sendable {
    let name: String
    let port: Int
    let authorityPEM: String
    let credential: ClusterConfiguration.Credential
    let token: String
    let certificatePEM: String
    let keyPEM: String

    var certificateFile: String { "\(name).crt" }
    var keyFile: String { "\(name).key" }
}

/// Writes a kubeconfig of many contexts.
enum Kubeconfig {
    static func text(_ entries: [KubeconfigEntry]) -> String {
        var lines = [
            "apiVersion: v1", "kind: Config", "preferences: {}", "current-context: \(entries.first?.name ?? "")",
            "clusters:",
        ]
        for entry in entries {
            lines += [
                "- name: \(entry.name)", "  cluster:", "    server: https://127.0.0.1:\(entry.port)",
                "    certificate-authority-data: \(base64(entry.authorityPEM))",
            ]
        }
        lines.append("contexts:")
        for entry in entries {
            lines += ["- name: \(entry.name)", "  context:", "    cluster: \(entry.name)", "    user: \(entry.name)"]
        }
        lines.append("users:")
        for entry in entries { lines += ["- name: \(entry.name)", "  user:"] + user(entry).map { "    \($0)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func user(_ entry: KubeconfigEntry) -> [String] {
        switch entry.credential {
        case .token: ["token: \(entry.token)"]
        case .clientCertificate:
            ["client-certificate-data: \(base64(entry.certificatePEM))", "client-key-data: \(base64(entry.keyPEM))"]
        case .clientCertificateFiles: ["client-certificate: \(entry.certificateFile)", "client-key: \(entry.keyFile)"]
        }
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
