/// The secrets that a document's names give away, so that a copy of one under a harmless name is found too.
///
/// Looked for by their first bytes: thousands of them cost a text no more than one does.
package struct SecretCopies {
    /// Shorter ones, in bytes, are found in any text.
    package static let shortest = 6

    private var byPrefix: [UInt64: [Int: Set<[UInt8]>]] = [:]

    package mutating func insert(_ secret: String) {
        let bytes = Array(secret.utf8)
        guard bytes.count >= Self.shortest else { return }
        byPrefix[Self.prefix(bytes, at: 0), default: [:]][bytes.count, default: []].insert(bytes)
    }

    /// Whether a text holds one of them.
    package func areHeld(by text: String) -> Bool {
        guard !byPrefix.isEmpty, text.utf8.count >= Self.shortest else { return false }
        let bytes = Array(text.utf8)
        return (0...bytes.count - Self.shortest).contains { place in
            byPrefix[Self.prefix(bytes, at: place)]?.contains { length, secrets in
                place + length <= bytes.count && secrets.contains(Array(bytes[place..<place + length]))
            } == true
        }
    }

    private static func prefix(_ bytes: [UInt8], at place: Int) -> UInt64 {
        bytes[place..<place + shortest].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
