/// A client's write that was stored.
package struct StoredWrite: Sendable, Hashable {
    /// The plural: `configmaps`.
    package let resource: String
    /// The field manager.
    package let manager: String
    /// Of the object, after the write.
    package let annotations: [String: String]

    static let limit = 10_000
}
