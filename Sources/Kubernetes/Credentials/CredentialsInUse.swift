import Fleet
import FoundationEssentials
import Kubeconfig
import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Every secret that one client may have shown on its way to a server, so that none comes back in a text.
final class CredentialsInUse: Sendable {
    private let endpoint: APIEndpoint?
    /// Tokens and headers that were sent lately: an answer may repeat those of another request.
    private let sent = Mutex<[SecretValue]>([])
    /// A round sends three tokens to a cluster; a token file or a plugin renews its own.
    private static let kept = 12

    init(_ endpoint: APIEndpoint? = nil) { self.endpoint = endpoint }

    func note(_ secret: SecretValue) {
        sent.withLock { sent in
            let text = secret.revealedForUseInProcess()
            guard !sent.contains(where: { $0.revealedForUseInProcess() == text }) else { return }
            if sent.count == Self.kept { sent.removeFirst() }
            sent.append(secret)
        }
    }

    /// Made when it is needed: an answer of success needs none.
    var filter: SecretFilter { SecretFilter(sent.withLock(\.self) + standing) }

    /// True where an answer holds one of the tokens that were sent, by its last bytes: a JWT's signature, which nothing
    /// else has.
    func areRepeated(in bytes: UnsafeRawBufferPointer) -> Bool {
        sent.withLock(\.self).contains { secret in
            let text = secret.revealedForUseInProcess()
            guard text.utf8.count >= Self.shortestTail else { return false }
            return Self.holds(bytes, Array(text.utf8.suffix(Self.shortestTail)))
        }
    }

    private static let shortestTail = 16

    private static func holds(_ bytes: UnsafeRawBufferPointer, _ needle: [UInt8]) -> Bool {
        guard var place = bytes.baseAddress, bytes.count >= needle.count, let first = needle.first else { return false }
        let last = place + (bytes.count - needle.count)
        while place <= last, let found = memchr(place, Int32(first), last - place + 1) {
            if memcmp(found, needle, needle.count) == 0 { return true }
            place = UnsafeRawPointer(found) + 1
        }
        return false
    }

    /// Of the kubeconfig, in the forms in which they are sent or kept.
    private var standing: [SecretValue] {
        let key = endpoint?.identity.flatMap { try? $0.key.derBytes }.map {
            SecretValue(Data($0).base64EncodedString())
        }
        let proxy = endpoint?.proxy?.credentials.map { Self.forms(user: $0.user, password: $0.password) } ?? []
        return Self.forms(endpoint?.credentials ?? .none) + proxy + [key].compactMap(\.self)
    }

    private static func forms(_ credentials: Credentials) -> [SecretValue] {
        switch credentials {
        case .none, .exec: []
        case .token(let token): [token]
        case .tokenFile(_, let fallback): [fallback].compactMap(\.self)
        case .basic(let user, let password): forms(user: user, password: password)
        }
    }

    /// A password, and the pair as basic authentication sends it.
    private static func forms(user: String, password: SecretValue) -> [SecretValue] {
        let pair = Data("\(user):\(password.revealedForUseInProcess())".utf8)
        return [password, SecretValue(pair.base64EncodedString())]
    }
}
