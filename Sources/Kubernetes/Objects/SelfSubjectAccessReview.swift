import FoundationEssentials

/// Asks what the client's own credentials may do (`kubectl auth can-i`).
package struct SelfSubjectAccessReview: Decodable, Hashable, Sendable {
    package struct ResourceAttributes: Encodable, Hashable, Sendable {
        package var namespace: String?
        /// `get`, `list`, `patch`, …
        package var verb: String
        /// nil for the core group.
        package var group: String?
        package var resource: String
        package var subresource: String?
        package var name: String?

        package init(
            verb: String, resource: String, subresource: String? = nil, group: String? = nil, namespace: String? = nil,
            name: String? = nil
        ) {
            self.namespace = namespace
            self.verb = verb
            self.group = group
            self.resource = resource
            self.subresource = subresource
            self.name = name
        }
    }

    package struct Status: Decodable, Hashable, Sendable {
        package var allowed: Bool
        /// Which rule decided, where the server says so.
        package var reason: String?
    }

    package var status: Status

    /// The question as it is sent.
    struct Request: Encodable {
        struct Spec: Encodable { let resourceAttributes: ResourceAttributes }

        let apiVersion = "authorization.k8s.io/v1"
        let kind = "SelfSubjectAccessReview"
        let spec: Spec

        init(_ attributes: ResourceAttributes) { spec = Spec(resourceAttributes: attributes) }

        func body() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }
    }
}
