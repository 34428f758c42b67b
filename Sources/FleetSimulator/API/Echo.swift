/// What a badly set up proxy does: it shows the request that it could not deal with, credentials and all.
enum Echo {
    /// Only what goes on to ks-apiserver.
    case tokens
    case requests

    /// nil for a request that passes.
    func reply(to request: HTTPRequest) -> Reply? {
        // Credentials first: whoever cuts the text must not cut them off it.
        let credentials = request.headers.filter { $0.name.hasSuffix("Authorization") }
        let others = request.headers.filter { !$0.name.hasSuffix("Authorization") }
        let lines = ["\(request.method) \(request.path)"] + (credentials + others).map { "\($0.name): \($0.value)" }
        switch self {
        case .tokens where request.path.contains("/proxy/"):
            return Failure.reply(401, "Unauthorized", "Unauthorized: cannot handle " + lines.joined(separator: "; "))
        case .tokens: return nil
        case .requests: return .text("502 Bad Gateway\n" + lines.joined(separator: "\n") + "\n", status: 502)
        }
    }
}
