package import Fleet

extension Credentials {
    /// - Throws: `conflicting-credentials` for a token beside a user name, which kubectl refuses too.
    init(user: KubeconfigFile.Entry) throws(KubeconfigError) {
        let token = try Self.token(of: user)
        let tokenFile = try user.body.text("tokenFile", at: user.place)
        let username = try user.body.text("username", at: user.place)
        let password = try user.body.text("password", at: user.place)
        if username != nil || password != nil {
            guard token == nil, tokenFile == nil else {
                throw user.place.error(
                    .conflictingCredentials, "a token and a username or password exclude each other; drop one")
            }
            guard let username else {
                throw user.place.field("username").error(
                    .incompleteCredentials, "a password without a username; give both")
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
            throw user.place.field("token").error(
                .badToken, "the token has characters that cannot stand in an HTTP header; copy it again")
        }
        return token
    }
}

/// A token as it may stand in a header.
package enum BearerToken {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Surrounding white space is dropped (client-go does so for files), and the mark that Windows sets before a file's
    /// text; nil for what is empty or could split a header. Whatever else a token holds is sent, as kubectl sends it.
    package static func read(_ text: String) -> SecretValue? {
        let marked = Array(text.utf8)
        let bytes = marked[(marked.starts(with: byteOrderMark) ? 3 : 0)...].drop { $0 <= 0x20 }
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? bytes.startIndex
        let trimmed = bytes[..<end]
        guard !trimmed.isEmpty, trimmed.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return SecretValue(String(decoding: trimmed, as: UTF8.self))
    }
}
