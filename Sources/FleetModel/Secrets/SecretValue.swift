/// A secret held in memory: a jwtSecret, a token, a private key.
///
/// It has no `Codable`, its description and its mirror say nothing, and it is compared only by fingerprint, so that no
/// log line, error, snapshot or debug print can carry it out of the process.
package struct SecretValue: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// True for the empty string, which no ks-apiserver starts with.
    package var isEmpty: Bool { text.isEmpty }

    /// The one way to the value. The name is long so that every use of it is found by a search.
    package func revealedForUseInProcess() -> String { text }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
