import Fleet
import FoundationEssentials
import NIOPosix
import Synchronization

/// The value of the `Authorization` header. A token file is read again when its modification time changes, as client-go does.
final class Authorization: Sendable {
    private struct FileToken {
        let modified: Date?
        let token: SecretValue
    }

    private let credentials: Credentials
    private let lastRead = Mutex<FileToken?>(nil)
    private let lastFetched = Mutex<ExecCredential?>(nil)
    /// Seconds that a credential plugin may take.
    private static let pluginTime = 30.0
    /// A token that ends within so many seconds is fetched anew: it must still be good when the server reads it.
    private static let margin = 10.0

    init(_ credentials: Credentials) { self.credentials = credentials }

    /// One value of the header, beside the secret in it.
    struct Header: Sendable {
        let secret: SecretValue
        let scheme: String

        var value: String { "\(scheme) \(secret.revealedForUseInProcess())" }
    }

    /// - Throws: a `Fault` where the token file cannot be read and no token was ever known.
    func header() async throws -> Header? {
        switch credentials {
        case .none: return nil
        case .token(let token): return Header(secret: token, scheme: "Bearer")
        case .basic(let username, let password):
            let pair = Data("\(username):\(password.revealedForUseInProcess())".utf8)
            return Header(secret: SecretValue(pair.base64EncodedString()), scheme: "Basic")
        case .tokenFile(let path, let fallback):
            let refreshed: SecretValue? = try await NIOThreadPool.singleton.runIfActive { self.refresh(path) }
            guard let token = refreshed ?? fallback else {
                throw Fault(.kubeconfig, "the token file \(path) holds no token that can be read; check the path, its mode and its content")
            }
            return Header(secret: token, scheme: "Bearer")
        case .exec(let plugin): return Header(secret: try await pluginToken(plugin), scheme: "Bearer")
        }
    }

    /// When the token ends that would be sent now, as far as that is known: an exec credential's own word, or a JWT's `exp`.
    var tokenExpiry: Date? {
        switch credentials {
        case .none, .basic: nil
        case .token(let token): TokenExpiry.of(token)
        case .tokenFile(_, let fallback): (lastRead.withLock { $0?.token } ?? fallback).flatMap(TokenExpiry.of)
        // It is fetched anew by itself: nobody has to be warned.
        case .exec: nil
        }
    }

    /// The server refused the credential: a plugin may have a better one, and is asked again (client-go does so after a 401).
    func refused() { lastFetched.withLock { $0 = nil } }

    private func pluginToken(_ plugin: ExecPlugin) async throws -> SecretValue {
        if let known = lastFetched.withLock(\.self), known.expires.map({ $0.timeIntervalSinceNow > Self.margin }) ?? true { return known.token }
        let fetched = try await NIOThreadPool.singleton.runIfActive { try ExecCredential.fetch(plugin, deadline: Self.pluginTime) }
        lastFetched.withLock { $0 = fetched }
        return fetched.token
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
