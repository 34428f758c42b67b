package import Fleet

/// `kind: Status`: how the API server explains an answer without success
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/).
package struct Status: Decodable, Hashable, Sendable {
    package struct Details: Decodable, Hashable, Sendable {
        package var name: String?
        package var kind: String?
        /// What of the object was wrong, field by field.
        package var causes: [Cause]?
    }

    package struct Cause: Decodable, Hashable, Sendable {
        /// A word such as `FieldValueInvalid`.
        package var reason: String?
        package var message: String?
        package var field: String?

        /// `FIELD: MESSAGE`, with what is known of it.
        var text: String {
            [field, message ?? reason].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: ": ")
        }
    }

    package var kind: String
    /// `Success` or `Failure`.
    package var status: String?
    package var message: String?
    /// A word such as `Forbidden` or `NotFound`.
    package var reason: String?
    package var details: Details?
    package var code: ForeignCount?

    /// Reason, message and causes; what the message says by itself is not said again.
    var explanation: String {
        let words = Self.unquoted(message ?? "")
        let word = reason.map { words.hasPrefix($0) ? "" : $0 } ?? ""
        let more = (details?.causes ?? []).map { Self.unquoted($0.text) }.filter { !$0.isEmpty && !words.contains($0) }
            .prefix(Self.mostCauses).joined(separator: "; ")
        let said = [word, words].filter { !$0.isEmpty }.joined(separator: ": ")
        return more.isEmpty ? said : said + " (\(more))"
    }

    private static let mostCauses = 5

    /// A server that cannot decode what a patch makes of an object quotes all of it, kubesphere.yaml with its secrets
    /// among it (seen on kube-apiserver 1.36.2). A value that is longer than a name, and what is said after it, is left
    /// out.
    private static func unquoted(_ text: String) -> String {
        guard let quoted = text.firstRange(of: "nvalid value: "), text[quoted.upperBound...].utf8.count > longestValue
        else { return text }
        return text[..<quoted.upperBound] + "(left out, it may hold secrets)"
    }

    private static let longestValue = 120

    /// A 422 that names no object: the patch itself could not be applied. A validation's 422 names what is invalid.
    var isUnexplained: Bool { details?.name == nil && details?.kind == nil && details?.causes?.isEmpty != false }
}
