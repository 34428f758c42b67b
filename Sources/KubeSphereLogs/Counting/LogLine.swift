import Fleet
import KubeSphereConfig

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One line of a ks-apiserver log, looked at in place: `[timestamp ]Lmmdd hh:mm:ss.uuuuuu threadid file.go:NN] message`
/// (klog).
struct LogLine {
    /// Which of the sources that tell of failed authentications a line comes from.
    enum Source {
        /// `authentication.go`: the one line of each failure in 3.0 and 4.x.
        case authentication
        /// A warning from `jwt_token.go` (3.1) or `jwt.go` (3.2 and later): the one line in 3.1 to 3.4, a companion in
        /// 4.x.
        case jwt
        /// `multicluster.go` on a 4.x host: a member refused what the host passed on.
        case multicluster
    }

    let source: Source
    /// Which versions write a line like this; nil where several do.
    let signature: LogSignature?
    /// The bytes of the error text, after the version's own introduction.
    let message: UnsafeRawBufferPointer

    /// klog's header up to the thread id has a fixed width: `W1124 00:28:34.074425`.
    private static let headerWidth = 21

    /// nil for every line that tells of no failed authentication, which is nearly every line; so the checks that refuse
    /// come first.
    @inline(__always)
    init?(_ line: UnsafeRawBufferPointer, timestampWidth: Int) {
        let start = timestampWidth
        guard line.count > start + Self.headerWidth + 12 else { return nil }
        let severity = line[start]
        guard severity == UInt8(ascii: "E") || severity == UInt8(ascii: "W") else { return nil }
        var index = start + Self.headerWidth
        while index < line.count, line[index] == UInt8(ascii: " ") { index += 1 }
        while index < line.count, line[index] &- 48 < 10 { index += 1 }
        index += 1
        guard index < line.count else { return nil }
        switch line[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "j"), UInt8(ascii: "m"):
            self.init(line, file: index, isWarning: severity == UInt8(ascii: "W"))
        default: return nil
        }
    }

    private init?(_ line: UnsafeRawBufferPointer, file: Int, isWarning: Bool) {
        let rest = UnsafeRawBufferPointer(rebasing: line[file...])
        guard let bracket = rest.prefix(40).firstIndex(of: UInt8(ascii: "]")), bracket + 2 <= rest.count else {
            return nil
        }
        let end = rest.last == 13 ? rest.count - 1 : rest.count
        let text = UnsafeRawBufferPointer(rebasing: rest[min(bracket + 2, end)..<end])
        if Self.begins(rest, with: "authentication.go:") {
            guard let (signature, message) = Self.introduced(text) else { return nil }
            (source, self.signature, self.message) = (.authentication, signature, message)
        } else if isWarning, Self.begins(rest, with: "jwt.go:") {
            (source, signature, message) = (.jwt, .v3_2, text)
        } else if isWarning, Self.begins(rest, with: "jwt_token.go:") {
            (source, signature, message) = (.jwt, .v3_1, text)
        } else if isWarning, Self.begins(rest, with: "multicluster.go:"),
            Self.begins(text, with: "Request unauthorized")
        {
            (source, signature, message) = (.multicluster, .v4_1, text)
        } else {
            return nil
        }
    }

    private static func introduced(_ text: UnsafeRawBufferPointer) -> (LogSignature, UnsafeRawBufferPointer)? {
        if let message = message(in: text, after: "Request authentication failed: ") { return (.v4_1, message) }
        return message(in: text, after: "Unable to authenticate the request due to error: ").map { (.v3_0, $0) }
    }

    private static func message(in text: UnsafeRawBufferPointer, after words: StaticString) -> UnsafeRawBufferPointer? {
        begins(text, with: words) ? UnsafeRawBufferPointer(rebasing: text[words.utf8CodeUnitCount...]) : nil
    }

    /// As `starts(with:)`, whose iterators take hundreds of instructions.
    private static func begins(_ text: UnsafeRawBufferPointer, with words: StaticString) -> Bool {
        guard let start = text.baseAddress, text.count >= words.utf8CodeUnitCount else { return false }
        return memcmp(start, words.utf8Start, words.utf8CodeUnitCount) == 0
    }

    private func says(_ words: StaticString) -> Bool {
        message.count == words.utf8CodeUnitCount && Self.begins(message, with: words)
    }

    func cause(_ backends: BackendAddresses) -> FailureCause {
        if source == .multicluster { return .memberRefusedHostToken }
        if says("token not found in cache") { return .tokenNotInCache }
        if says("signature is invalid") { return .signatureInvalid }
        return FailureCause(message: String(decoding: message.prefix(400), as: UTF8.self), backends: backends)
    }
}
