/// Whom the API server is asked to take the client for (`as`, `as-uid`, `as-groups`), as the headers that say so
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
struct Impersonation: Sendable {
    let headers: [HeaderField]

    /// - Throws: `incomplete-credentials` for a group or uid without a user, which client-go refuses too.
    init(user: KubeconfigFile.Entry) throws(KubeconfigError) {
        let name = try user.body.text("as", at: user.place)
        let uid = try user.body.text("as-uid", at: user.place)
        let groups = try Self.groups(of: user)
        guard let name else {
            guard uid == nil, groups.isEmpty else {
                throw user.place.field("as").error(.incompleteCredentials, "as-uid or as-groups without as; name the user to impersonate")
            }
            headers = []
            return
        }
        headers = [("Impersonate-User", name)] + (uid.map { [("Impersonate-Uid", $0)] } ?? []) + groups.map { ("Impersonate-Group", $0) }
        guard headers.allSatisfy({ $0.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw user.place.field("as").error(.wrongType, "a name has control characters, which cannot stand in an HTTP header")
        }
    }

    private static func groups(of user: KubeconfigFile.Entry) throws(KubeconfigError) -> [String] {
        guard let node = user.body["as-groups"] else { return [] }
        let place = user.place.field("as-groups")
        guard case .sequence(let items) = node.content else {
            throw place.error(.wrongType, "must be a list, and is \(node.kind)", line: node.line)
        }
        var groups: [String] = []
        for item in items { groups.append(try item.string(at: place)) }
        return groups
    }
}
