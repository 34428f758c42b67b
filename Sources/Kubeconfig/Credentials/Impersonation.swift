import Fleet

/// Whom the API server is asked to take the client for (`as`, `as-uid`, `as-groups`, `as-user-extra`), as the headers
/// that say so (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
package struct Impersonation: Sendable {
    package let headers: [HeaderField]

    /// - Throws: `incomplete-credentials` for a uid, a group or an extra without a user, which client-go refuses too.
    init(user: KubeconfigFile.Entry) throws(KubeconfigError) {
        let name = try user.body.text("as", at: user.place)
        let uid = try user.body.text("as-uid", at: user.place)
        let groups = try Self.texts(user.body["as-groups"], at: user.place.field("as-groups"))
        let extra = try Self.extra(of: user)
        guard let name else {
            guard uid == nil, groups.isEmpty, extra.isEmpty else {
                throw user.place.field("as").error(
                    .incompleteCredentials,
                    "as-uid, as-groups or as-user-extra without as; name the user to impersonate")
            }
            headers = []
            return
        }
        headers =
            [("Impersonate-User", name)] + (uid.map { [("Impersonate-Uid", $0)] } ?? [])
            + groups.map { ("Impersonate-Group", $0) } + extra
        guard headers.allSatisfy({ $0.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw user.place.field("as").error(
                .wrongType, "a name has control characters, which cannot stand in an HTTP header")
        }
    }

    /// `as-user-extra: {KEY: [VALUE, …]}`, a header for each value.
    private static func extra(of user: KubeconfigFile.Entry) throws(KubeconfigError) -> [HeaderField] {
        guard let node = user.body["as-user-extra"] else { return [] }
        let place = user.place.field("as-user-extra")
        guard case .mapping(let pairs) = node.content else {
            throw place.error(.wrongType, "must be a mapping of keys to lists, and is \(node.kind)", line: node.line)
        }
        var headers: [HeaderField] = []
        for (key, values) in pairs {
            for value in try texts(values, at: place.field(key)) {
                headers.append(("Impersonate-Extra-\(PercentEncoding.headerKey(key))", value))
            }
        }
        return headers
    }

    private static func texts(_ node: KubeconfigNode?, at place: KubeconfigPlace) throws(KubeconfigError) -> [String] {
        guard let node, !node.isNull else { return [] }
        guard case .sequence(let items) = node.content else {
            throw place.error(.wrongType, "must be a list, and is \(node.kind)", line: node.line)
        }
        var texts: [String] = []
        for item in items { texts.append(try item.string(at: place)) }
        return texts
    }
}
