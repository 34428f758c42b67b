import Fleet

extension Credentials {
    /// - Throws: `conflicting-credentials` for a token beside a user name, which kubectl refuses too.
    init(user: KubeconfigFile.Entry) throws(KubeconfigError) {
        let token = try Self.token(of: user)
        let tokenFile = try user.body.text("tokenFile", at: user.place)
        let username = try user.body.text("username", at: user.place)
        let password = try user.body.text("password", at: user.place)
        if username != nil || password != nil {
            guard token == nil, tokenFile == nil else {
                throw user.place.error(.conflictingCredentials, "a token and a username or password exclude each other; drop one")
            }
            guard let username, !username.contains(":") else {
                throw user.place.field("username").error(.incompleteCredentials, "basic authentication needs a username without a colon")
            }
            self = .basic(username: username, password: SecretValue(password ?? ""))
        } else if let tokenFile {
            self = .tokenFile(user.place.resolve(tokenFile), fallback: token)
        } else {
            self = token.map { .token($0) } ?? .none
        }
    }

    private static func token(of user: KubeconfigFile.Entry) throws(KubeconfigError) -> SecretValue? {
        guard let text = try user.body.text("token", at: user.place) else { return nil }
        guard let token = BearerToken.read(text) else {
            throw user.place.field("token").error(.badToken, "the token has characters that cannot stand in an HTTP header; copy it again")
        }
        return token
    }
}

/// A token as it may stand in a header.
enum BearerToken {
    /// Surrounding white space is dropped (client-go does so for files); nil for what is empty or could split a header.
    static func read(_ text: String) -> SecretValue? {
        let bytes = text.utf8.drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { bytes.index(after: $0) } ?? bytes.startIndex
        let trimmed = bytes[..<end]
        guard !trimmed.isEmpty, trimmed.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return SecretValue(String(decoding: trimmed, as: UTF8.self))
    }
}
