package import Fleet
import Kubeconfig
import NIOCore

extension Fault {
    /// What an answer without success means. The server's own reason and message are kept.
    ///
    /// - Parameters:
    ///   - asked: method and path, for the message.
    ///   - patch: the format of the patch that was answered, if one was sent.
    package init(_ answer: Answer, asked: String, patch: PatchFormat? = nil) {
        let status = try? answer.decode(Status.self)
        // First what hides secrets: a terminal's sequences that are made blanks would leave their letters in between.
        let said = answer.redirection ?? status.map { answer.withoutSecrets($0.explanation) } ?? Self.plainText(answer)
        let separator = said.isEmpty ? "" : ": "
        self.init(
            Self.kind(answer.status, status, patch), "\(asked): \(answer.status)\(separator)\(said)",
            status: answer.status)
    }

    private static func kind(_ code: Int, _ status: Status?, _ patch: PatchFormat?) -> Kind {
        switch code {
        case 300..<400: .malformedAnswer
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 409: .conflict
        case 422: patch == .json && status?.isUnexplained == true ? .conflict : .unprocessable
        case 429: .tooManyRequests
        case 400..<500: .badRequest
        case 503: .serviceUnavailable
        case 500...: .server
        default: .malformedAnswer
        }
    }

    /// Something other than an API server answered, a load balancer perhaps: the beginning of its text.
    private static func plainText(_ answer: Answer) -> String {
        if let compression = answer.compression { return compression }
        let text = String(decoding: answer.body.readableBytesView.prefix(4_096), as: UTF8.self)
        return printable(answer.withoutSecrets(text), limit: 4_096)
    }
}
