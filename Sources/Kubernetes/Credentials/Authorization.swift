import Fleet
import FoundationEssentials
import Kubeconfig
import NIOCore
import NIOPosix
import Synchronization

/// What a request shows of its sender. A token file is read again when its modification time changes, as client-go
/// does.
final class Authorization: Sendable {
    private struct FileToken {
        let modified: Date?
        let token: SecretValue
    }

    private let credentials: Credentials
    private let plugin: PluginCredentials?
    private let lastRead = Mutex<FileToken?>(nil)

    init(_ credentials: Credentials, eventLoop: any EventLoop) {
        self.credentials = credentials
        plugin =
            if case .exec(let plugin) = credentials { PluginCredentials(plugin, eventLoop: eventLoop) } else { nil }
    }

    /// One value of the `Authorization` header, beside the secret in it.
    struct Header: Sendable {
        let secret: SecretValue
        let scheme: String

        var value: String { "\(scheme) \(secret.revealedForUseInProcess())" }
    }

    /// What is shown with one request.
    struct Shown: Sendable {
        var header: Header?
        /// Set where a plugin gave it: its certificate is shown in the TLS handshake, instead of the kubeconfig's.
        var fromPlugin: ExecCredential?
    }

    /// - Throws: a `Fault` where the token file cannot be read and no token was ever known, or where a plugin fails.
    ///
    /// - Parameter patience: for how long a plugin is waited for.
    func shown(patience: Duration) async throws -> Shown {
        guard let plugin else { return Shown(header: try await header()) }
        let credential = try await plugin.credential(patience: patience)
        return Shown(header: credential.token.map { Header(secret: $0, scheme: "Bearer") }, fromPlugin: credential)
    }

    /// The server refused it. True where asking again may help, because a plugin may have a better one.
    func refused(_ shown: Shown) -> Bool {
        guard let plugin, let credential = shown.fromPlugin else { return false }
        plugin.refused(credential)
        return true
    }

    private func header() async throws -> Header? {
        switch credentials {
        case .none, .exec: return nil
        case .token(let token): return Header(secret: token, scheme: "Bearer")
        case .basic(let username, let password):
            let pair = Data("\(username):\(password.revealedForUseInProcess())".utf8)
            return Header(secret: SecretValue(pair.base64EncodedString()), scheme: "Basic")
        case .tokenFile(let path, let fallback):
            let refreshed: SecretValue? = try await NIOThreadPool.singleton.runIfActive { self.refresh(path) }
            guard let token = refreshed ?? fallback else {
                throw Fault(
                    .kubeconfig,
                    "the token file \(path) holds no token that can be read; check the path, its mode and its content")
            }
            return Header(secret: token, scheme: "Bearer")
        }
    }

    /// When the token ends that would be sent now, as far as that is known: a JWT's `exp`.
    var tokenExpiry: Date? {
        switch credentials {
        case .none, .basic: nil
        case .token(let token): TokenExpiry.of(token)
        case .tokenFile(_, let fallback): (lastRead.withLock { $0?.token } ?? fallback).flatMap(TokenExpiry.of)
        // It is fetched anew by itself: nobody has to be warned.
        case .exec: nil
        }
    }

    /// client-go: the last successfully read content takes precedence over the token that stands beside the file.
    private func refresh(_ path: String) -> SecretValue? {
        let known = lastRead.withLock(\.self)
        let modified = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        if let known, let modified, modified == known.modified { return known.token }
        let place = KubeconfigPlace(file: path)
        guard let bytes = try? FileContents.read(path, limit: FileContents.credentialLimit, place: place),
            let token = BearerToken.read(String(decoding: bytes, as: UTF8.self))
        else { return known?.token }
        lastRead.withLock { $0 = FileToken(modified: modified, token: token) }
        return token
    }
}
