/// Names under which secrets are kept. Whatever stands there is none of those things that are shown, a number or a duration included.
///
/// Beside the list of what is shown, for the values whose kind alone would have them shown: jwtSecret: 12345678.
enum SecretNames {
    private static let parts = [
        "secret", "password", "passwd", "passphrase", "passcode", "token", "credential", "accesskey", "privatekey", "apikey", "signkey",
        "signingkey", "dsn",
        "kubeconfig", "authorization", "cookie", "license", "licence", "docker", "bearer", "jwt", "connectionstring", "htpasswd",
        "htaccess", "netrc", "hmac",
        "mnemonic", "confidential",
    ]
    private static let ends = ["key", "keys", "keydata", "pwd", "pwds", "pw", "pass", "auth", "pin", "hash", "salt", "seed", "cert", "pem"]
    /// `value` of a name/value pair, and mappings that carry what was somewhere else a file.
    private static let wholes: Set<String> = [
        "value", "values", "data", "content", "contents", "text", "body", "raw", "payload", "args", "arg", "arguments", "command", "cmd",
        "script", "stringdata",
        "binarydata", "env", "environment", "envvars", "pat", "otp", "mfa", "totp", "signature", "sig", "code", "codes", "phrase",
        "account", "uid", "nonce",
        "session", "sid", "headers", "header", "ca", "inline", "var", "vars", "variables", "string", "user", "users", "username",
        "usernames", "login", "logins",
    ]

    static func matches(_ name: String) -> Bool {
        var bare = name.lowercased().filter { $0.isLetter || $0.isNumber }
        while bare.last?.isNumber == true { bare.removeLast() }
        return wholes.contains(bare) || parts.contains(where: bare.contains) || ends.contains(where: bare.hasSuffix)
    }
}
