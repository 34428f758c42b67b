package import Fleet

/// Why a kubeconfig, or one context of it, cannot be used. It never carries a secret: values of credential fields are
/// not quoted.
package struct KubeconfigError: Error, Hashable, Sendable {
    /// Stable names of what is wrong.
    package enum Code: String, CaseIterable, Sendable {
        case missingFile = "kubeconfig.missing-file"
        case unreadableFile = "kubeconfig.unreadable-file"
        case fileTooLarge = "kubeconfig.file-too-large"
        case notYAML = "kubeconfig.not-yaml"
        case wrongType = "kubeconfig.wrong-type"
        case duplicateName = "kubeconfig.duplicate-name"
        case noContexts = "kubeconfig.no-contexts"
        case unknownContext = "kubeconfig.unknown-context"
        case unknownCluster = "kubeconfig.unknown-cluster"
        case unknownUser = "kubeconfig.unknown-user"
        case missingServer = "kubeconfig.missing-server"
        case badServer = "kubeconfig.bad-server"
        case badBase64 = "kubeconfig.bad-base64"
        case badCertificate = "kubeconfig.bad-certificate"
        case badKey = "kubeconfig.bad-key"
        case badToken = "kubeconfig.bad-token"
        case incompleteCredentials = "kubeconfig.incomplete-credentials"
        case conflictingCredentials = "kubeconfig.conflicting-credentials"
        case insecure = "kubeconfig.insecure"
        case unsupported = "kubeconfig.unsupported"
    }

    package let code: Code
    /// The file that must be changed.
    package let file: String?
    /// 1-based line in that file, where it is known.
    package let line: Int?
    /// The context whose endpoint was asked for.
    package let context: String?
    /// The field as kubectl writes it, such as `users[admin].user.client-key-data`.
    package let field: String?
    /// What is wrong and what to do next.
    package let message: String

    init(
        _ code: Code, _ message: String, file: String? = nil, line: Int? = nil, context: String? = nil,
        field: String? = nil
    ) {
        self.code = code
        self.message = printable(message)
        self.file = file.map { printable($0, limit: 300) }
        self.line = line
        self.context = context.map { printable($0, limit: 200) }
        self.field = field.map { printable($0, limit: 300) }
    }

    func inContext(_ name: String) -> KubeconfigError {
        KubeconfigError(code, message, file: file, line: line, context: name, field: field)
    }

    /// The same, as the probe's reason for having read nothing.
    package var fault: Fault { Fault(.kubeconfig, description) }
}

extension KubeconfigError: CustomStringConvertible {
    /// `FILE:LINE: context NAME: FIELD: MESSAGE`, with what is known of it.
    package var description: String {
        let place = file.map { file in line.map { "\(file):\($0)" } ?? file }
        return [place, context.map { "context \($0)" }, field, message].compactMap(\.self).joined(separator: ": ")
    }
}
