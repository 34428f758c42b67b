/// Names under which secrets are kept. Whatever stands there is none of those things that are shown, a number or a
/// duration included.
///
/// Beside the list of what is shown, for the values whose kind alone would have them shown: jwtSecret: 12345678.
enum SecretNames {
    private static let parts: [[UInt8]] = [
        "secret", "password", "passwd", "passphrase", "passcode", "token", "credential", "accesskey", "privatekey",
        "apikey", "signkey",
        "signingkey", "dsn",
        "kubeconfig", "authorization", "cookie", "license", "licence", "docker", "bearer", "jwt", "connectionstring",
        "htpasswd",
        "htaccess", "netrc", "hmac",
        "mnemonic", "confidential",
    ].map { Array($0.utf8) }
    private static let ends: [[UInt8]] = [
        "key", "keys", "keydata", "pwd", "pwds", "pw", "pass", "auth", "pin", "hash", "salt", "seed", "cert", "pem",
    ].map { Array($0.utf8) }
    /// `value` of a name/value pair, and mappings that carry what was somewhere else a file.
    private static let wholes: Set<String> = [
        "value", "values", "data", "content", "contents", "text", "body", "raw", "payload", "args", "arg", "arguments",
        "command", "cmd",
        "script", "stringdata",
        "binarydata", "env", "environment", "envvars", "pat", "otp", "mfa", "totp", "signature", "sig", "code", "codes",
        "phrase",
        "account", "uid", "nonce",
        "session", "sid", "headers", "header", "ca", "inline", "var", "vars", "variables", "string", "user", "users",
        "username",
        "usernames", "login", "logins",
    ]

    static func matches(_ name: String) -> Bool {
        var bare = name.lowercased().unicodeScalars.filter(\.isLetterOrNumeral)
        while bare.last?.isNumeral == true { bare.removeLast() }
        let text = String(bare)
        guard !wholes.contains(text) else { return true }
        let bytes = Array(text.utf8)
        return parts.contains { bytes.holds($0) } || ends.contains { bytes.suffix($0.count).elementsEqual($0) }
    }
}

extension [UInt8] {
    /// In bytes, because a name of a document is asked some thirty times, and a search among characters takes a hundred
    /// times as long.
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        indices.contains { self[$0] == part[0] && self[$0...].starts(with: part) }
    }
}

extension Unicode.Scalar {
    fileprivate var isNumeral: Bool { isASCII ? ("0"..."9").contains(self) : properties.numericType != nil }

    fileprivate var isLetterOrNumeral: Bool {
        isNumeral || (isASCII ? ("a"..."z").contains(self) : properties.isAlphabetic)
    }
}
