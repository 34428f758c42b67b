/// Takes credentials of others out of a text from outside, which may repeat what somebody sent: they are known only by
/// what stands before them, a name such as `token=` or `Authorization:`, or a URL's `//`.
package enum ForeignCredentials {
    /// The same text where nothing in it looks like one.
    package static func hidden(in text: String) -> String {
        let bytes = Array(text.utf8)
        var (result, kept, index) = ([UInt8](), 0, 0)
        while index < bytes.count {
            guard let secret = URLUser(bytes, at: index)?.range ?? NamedCredential(bytes, at: index)?.range else {
                index += 1
                continue
            }
            result += bytes[kept..<secret.lowerBound]
            result += SecretFilter.placeholder.utf8
            (kept, index) = (secret.upperBound, secret.upperBound)
        }
        return kept == 0 ? text : String(decoding: result + bytes[kept...], as: UTF8.self)
    }
}

/// `user:password` of a URL, `https://user:password@host/`.
private struct URLUser {
    let range: Range<Int>

    init?(_ text: [UInt8], at start: Int) {
        guard text[start...].starts(with: "://".utf8) else { return nil }
        let rest = text[(start + 3)...].prefix { !Credential.endsWord($0) }
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard let end = (Self.mayGoOn(authority) ? rest : authority).lastIndex(of: UInt8(ascii: "@")), end > start + 3
        else { return nil }
        range = (start + 3)..<end
    }

    /// A password may hold a slash; a port holds digits alone.
    private static func mayGoOn(_ authority: ArraySlice<UInt8>) -> Bool {
        guard !authority.contains(UInt8(ascii: "@")), let colon = authority.lastIndex(of: UInt8(ascii: ":")) else {
            return false
        }
        return !authority[(colon + 1)...].allSatisfy { $0 &- 48 < 10 }
    }
}

/// What stands behind a name, or behind the name of a scheme that HTTP has for credentials.
private struct NamedCredential {
    let range: Range<Int>

    init?(_ text: [UInt8], at start: Int) {
        guard Credential.isOfName(text[start]), start == 0 || !Credential.isOfName(text[start - 1]) else { return nil }
        let name = text[start...].prefix(Credential.longestName).prefix(while: Credential.isOfName)
        let word = String(decoding: name, as: UTF8.self).lowercased()
        let rest = text[name.endIndex...]
        let found = Self.value(after: name, word, in: text) ?? Self.ofScheme(word, rest) ?? Self.token(text[start...])
        guard let found, !found.isEmpty else { return nil }
        range = found
    }

    /// A JWT, whatever stands before it.
    private static func token(_ text: ArraySlice<UInt8>) -> Range<Int>? {
        guard text.starts(with: "eyJ".utf8) else { return nil }
        let word = text.prefix { Credential.isOfName($0) || $0 == UInt8(ascii: ".") }
        return word.count >= 20 && word.contains(UInt8(ascii: ".")) ? word.indices : nil
    }

    private static func value(after name: ArraySlice<UInt8>, _ word: String, in text: [UInt8]) -> Range<Int>? {
        guard let kind = Credential(name: word), let separator = Separator(text[name.endIndex...]) else { return nil }
        let rest = text[separator.end...]
        // What was hidden already.
        guard !rest.starts(with: SecretFilter.placeholder.utf8) else { return nil }
        if let quote = separator.quote, kind != .assigned || !separator.isColon {
            let length = rest.firstRange(of: quote)?.lowerBound ?? rest.endIndex
            return separator.end..<length
        }
        switch kind {
        case .header: return headerValue(rest)
        case .cookie: return separator.end..<(rest.firstIndex(where: Credential.endsLine) ?? rest.endIndex)
        case .assigned, .secret, .password:
            let value = rest.prefix { !Credential.endsWord($0) && $0 != UInt8(ascii: "&") }
            let isSentence = kind != .password && separator.isColon && Credential.isPlainWord(value)
            return isSentence || kind == .assigned && separator.isColon ? nil : separator.end..<value.endIndex
        }
    }

    /// `Basic XXX`: the scheme stays. What has several parts, as that of `Digest` and of AWS, is the rest of its line.
    private static func headerValue(_ rest: ArraySlice<UInt8>) -> Range<Int>? {
        let first = rest.prefix { !Credential.endsWord($0) }
        let scheme = String(decoding: first, as: UTF8.self).lowercased()
        if Credential.isScheme(scheme) { return text(after: first, in: rest).indices }
        guard Credential.isSchemeOfParts(scheme) else { return Credential.isPlainWord(first) ? nil : first.indices }
        return first.endIndex..<(rest.firstIndex { $0 == 10 || $0 == 13 } ?? rest.endIndex)
    }

    private static func ofScheme(_ word: String, _ rest: ArraySlice<UInt8>) -> Range<Int>? {
        guard word == "bearer" || word == "basic", rest.first == UInt8(ascii: " ") else { return nil }
        let credential = rest.drop { $0 == UInt8(ascii: " ") }.prefix { !Credential.endsWord($0) }
        return Credential.looksOpaque(credential) ? credential.indices : nil
    }

    private static func text(after word: ArraySlice<UInt8>, in rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        rest[word.endIndex...].drop { $0 == UInt8(ascii: " ") }.prefix { !Credential.endsWord($0) }
    }
}

/// Between a name and its value: `=`, `: `, `": "`.
private struct Separator {
    let end: Int
    let isColon: Bool
    /// What the value ends with.
    let quote: [UInt8]?

    private static let quotes = ["\\\"", "\"", "'", "&quot;", "&#34;", "&#39;", "%22"].map { Array($0.utf8) }

    init?(_ text: ArraySlice<UInt8>) {
        let blank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var rest = text
        if let quote = Self.quotes.first(where: { rest.starts(with: $0) }) { rest = rest.dropFirst(quote.count) }
        rest = rest.drop(while: blank)
        if rest.starts(with: "%3d".utf8) || rest.starts(with: "%3D".utf8) {
            (rest, isColon) = (rest.dropFirst(3), false)
        } else if let sign = rest.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") {
            (rest, isColon) = (rest.dropFirst(), sign == UInt8(ascii: ":"))
        } else {
            return nil
        }
        rest = rest.drop(while: blank)
        quote = Self.quotes.first { rest.starts(with: $0) }
        end = rest.startIndex + (quote?.count ?? 0)
    }
}

/// What a name says of the value behind it.
private enum Credential {
    /// A scheme and what it is followed by.
    case header
    /// Pairs, to the end of the line.
    case cookie
    /// A word; behind a colon a sentence may go on, `token: signature is invalid`.
    case secret
    /// A word behind `=` alone: names that sentences have as well.
    case assigned
    case password

    static let longestName = 80

    private static let secrets = [
        "token", "secret", "apikey", "accesskey", "privatekey", "signkey", "credential", "credentials", "signature",
        "session", "sessionid", "jwt", "ticket", "clientassertion",
    ]
    private static let passwords = ["password", "passwd", "passphrase", "passcode", "pwd"]
    private static let shortNames: Set = ["pass", "pw", "auth", "key", "sig", "sid", "pin", "nonce"]
    private static let schemes: Set = ["basic", "bearer", "negotiate", "ntlm", "token"]
    private static let schemesOfParts: Set = ["digest", "hawk", "aws4-hmac-sha256", "oauth", "scram-sha-256"]

    init?(name: String) {
        let bare = name.filter { $0.isLetter }
        let ends = { (word: String) in bare.hasSuffix(word) }
        if ends("authorization") {
            self = .header
        } else if ends("cookie") {
            self = .cookie
        } else if Self.passwords.contains(where: ends) {
            self = .password
        } else if Self.secrets.contains(where: ends) {
            self = .secret
        } else if Self.shortNames.contains(bare) {
            self = .assigned
        } else {
            return nil
        }
    }

    static func isScheme(_ word: String) -> Bool { schemes.contains(word) }

    static func isSchemeOfParts(_ word: String) -> Bool { schemesOfParts.contains(word) }

    static func isOfName(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- 48 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    static func endsLine(_ byte: UInt8) -> Bool {
        byte == 10 || byte == 13 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "<")
    }

    static func endsWord(_ byte: UInt8) -> Bool {
        byte <= 0x20 || endsLine(byte) || byte == UInt8(ascii: "'") || byte == UInt8(ascii: ">")
    }

    /// A word of a sentence, and an HTTP status.
    static func isPlainWord(_ value: ArraySlice<UInt8>) -> Bool {
        let bare = value.last.map { ",;.:)".utf8.contains($0) } == true ? value.dropLast() : value
        return bare.allSatisfy { $0 &- UInt8(ascii: "a") < 26 } || bare.count == 3 && bare.allSatisfy { $0 &- 48 < 10 }
    }

    /// Not a word that a sentence goes on with, as `bearer token`.
    static func looksOpaque(_ word: ArraySlice<UInt8>) -> Bool {
        word.count >= 8 && word.dropFirst().contains { !($0 &- UInt8(ascii: "a") < 26) && !",;.:)".utf8.contains($0) }
    }
}
