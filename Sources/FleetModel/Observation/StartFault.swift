/// Why a ks-apiserver ended, as far as the last words of its log say it. The kinds, and the names in them, are a closed
/// set: a line of a log may hold anything, a secret among it.
package struct StartFault: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Every start looks for the Redis that the configuration names.
        case redisUnreachable = "redis-unreachable"
        /// It answers, and does not take the configuration's password.
        case redisRefused = "redis-refused"
        /// The configuration's `cache` names no host, or a type that there is not.
        case cacheInvalid = "cache-invalid"
        case secretEmpty = "secret-empty"
        case configurationUnreadable = "configuration-unreadable"
        case configurationIncomplete = "configuration-incomplete"
        /// It holds what its process checks at its start: an identity provider of a type that there is not, two of one
        /// name.
        case configurationInvalid = "configuration-invalid"
        /// Another service, which is named.
        case backendUnreachable = "backend-unreachable"
        /// The cluster has not the kind of object, or the API group, that the process asks for.
        case apiMissing = "api-missing"
        case panic
    }

    package let kind: Kind
    /// What was said, in words of ours or of ks-apiserver's own source; of a document's own words the names of its
    /// keys, never a value.
    package let words: String
    /// Of the service, `10.0.0.1:9200`, where one is named.
    package let address: String?

    package init(_ kind: Kind, _ words: String, address: String? = nil) {
        self.kind = kind
        self.words = words
        self.address = address
    }

    /// With it ends what is said of a host name that nobody knows.
    package static let noSuchHost = "no such host"

    package var isUnresolved: Bool { words.hasSuffix(Self.noSuchHost) }

    /// `failed to connect to elasticsearch (192.0.2.9:9200)`.
    package var text: String { address.map { "\(words) (\($0))" } ?? words }
}
