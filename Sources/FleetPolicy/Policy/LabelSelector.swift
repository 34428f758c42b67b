/// Labels that clusters must have, as kubectl writes them: `region=cn,tier=prod`.
package struct LabelSelector: Hashable, Sendable {
    package private(set) var labels: [String: String] = [:]

    package init() {}

    /// - Parameter terms: each `key=value`, or several with commas between them; `key==value` means the same.
    /// - Throws: the term that is no such pair, or says something else of a key than another one.
    package init(_ terms: [String]) throws(MalformedLabel) {
        for term in terms.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            let pair = term.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, !pair[0].isEmpty, !pair[0].hasSuffix("!") else {
                throw MalformedLabel(term: String(term), reason: "write key=value")
            }
            let value = String(pair[1].hasPrefix("=") ? pair[1].dropFirst() : pair[1])
            guard labels[String(pair[0])] ?? value == value else {
                throw MalformedLabel(term: String(term), reason: "no cluster has two values of one label")
            }
            labels[String(pair[0])] = value
        }
    }
}

package struct MalformedLabel: Error, Hashable {
    package let term: String
    package let reason: String
}
