package import Fleet
package import FoundationEssentials
import Kubeconfig
import NIOCore
import NIOHTTP1

/// What an API server answered, whatever the status.
package struct Answer: Sendable {
    package let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer
    /// What a server, or whoever stands before it, may repeat.
    let credentials: CredentialsInUse

    /// Of its body, in bytes.
    package var length: Int { body.readableBytes }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The server's clock when it answered, to the second.
    package var date: Date? { headers.first(name: "Date").flatMap { HTTPDate.parse($0) } }

    /// How long the server asks to be left alone, a day at most; nil where it does not say so in seconds.
    package var retryAfter: Duration? {
        headers.first(name: "Retry-After").flatMap { Int64($0) }.map { .seconds(min(max(0, $0), 86_400)) }
    }

    /// How long to wait before the same is asked again; nil where it is not to be. A 429 was not carried out, whatever
    /// was asked; a 503 may have been, so only a GET is repeated after it.
    func retryDelay(method: HTTPMethod) -> Duration? {
        guard status == 429 || (status == 503 && method == .GET) else { return nil }
        return retryAfter
    }

    /// Whether a text of the answer holds one of the credentials in use, or a part of one.
    package func repeatsCredential(in text: String) -> Bool { credentials.filter.apply(text) != text }

    package func header(_ name: String) -> String? { headers.first(name: name) }

    /// A hash of the body, good within this process: an answer of the same bytes says the same thing and need not be
    /// decoded again.
    ///
    /// - Parameter marker: what stands before it is left out, such as a list's own resourceVersion, which moves with
    ///   every other object.
    package func contentHash(from marker: String? = nil) -> Int {
        body.withUnsafeReadableBytes { bytes in
            var hasher = Hasher()
            let start = marker.flatMap { marker in
                Self.offset(of: Array(marker.utf8), in: UnsafeRawBufferPointer(rebasing: bytes.prefix(512)))
            }
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[(start ?? 0)...]))
            return hasher.finalize()
        }
    }

    private static func offset(of pattern: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (0...(bytes.count - pattern.count)).first { start in
            bytes[start..<(start + pattern.count)].elementsEqual(pattern)
        }
    }

    /// The body as text, without the credentials in use; broken UTF-8 is replaced.
    package var text: String { credentials.filter.apply(String(buffer: body)) }

    /// What an answer without success says of itself, where it is a Status object: its message, without the credentials
    /// in use.
    package var refusal: String? {
        guard !isSuccess, let status = try? decode(Status.self) else { return nil }
        return withoutSecrets(status.message ?? "")
    }

    /// A text of this answer without the credentials in use, and without those of others that it names.
    package func withoutSecrets(_ text: String) -> String {
        ForeignCredentials.hidden(in: credentials.filter.apply(text))
    }

    /// An API server does not repeat what it was asked with: something on the way does, and nothing that it says is to
    /// be believed or kept.
    fileprivate var repeatsCredentials: Bool { body.withUnsafeReadableBytes { credentials.areRepeated(in: $0) } }

    /// Decodes the body, whatever the status.
    package func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(DecodingError) -> Value {
        try JSONDecoder.kubernetes.decode(type, from: body)
    }
}

extension Reading<Answer> {
    /// The body of an answer with success; any other is a fault with the server's own reason.
    ///
    /// - Parameters:
    ///   - asked: method and path, for the fault's message.
    ///   - patch: the format of the patch that was sent, if one was.
    package func decoded<Object: Decodable & Sendable>(
        _ type: Object.Type = Object.self, asked: String, patch: PatchFormat? = nil
    ) -> Reading<Object> {
        switch self {
        case .failed(let fault): return .failed(fault)
        case .value(let answer):
            guard answer.isSuccess else { return .failed(Fault(answer, asked: asked, patch: patch)) }
            if let compression = answer.compression {
                return .failed(Fault(.malformedAnswer, "\(asked): \(compression)", status: answer.status))
            }
            guard !answer.repeatsCredentials else {
                let reason =
                    """
                    the answer holds the credentials that it was asked with: something on the way repeats requests, \
                    and nothing of it is used
                    """
                return .failed(Fault(.malformedAnswer, "\(asked): \(reason)", status: answer.status))
            }
            do throws(DecodingError) {
                return .value(try answer.decode(type))
            } catch {
                return .failed(
                    Fault(.malformedAnswer, answer.withoutSecrets("\(asked): \(error.place)"), status: answer.status))
            }
        }
    }
}
