import FoundationEssentials

/// A part of a list: `limit` and `continue` of a request, and what the answer's metadata says of the rest.
struct ListPage {
    let items: [JSON]
    /// `continue` and `remainingItemCount`; empty where there is nothing left.
    let metadata: JSON
    private static let version = "meta.k8s.io/v1"

    /// - Parameter all: in the order of their names.
    init(_ all: [JSON], _ request: HTTPRequest) throws(Refusal) {
        var rest = all[...]
        if let token = request.query["continue"], !token.isEmpty {
            let name = try ListPage.start(token)
            rest = rest.drop { ($0[["metadata", "name"]]?.string ?? "") < name }
        }
        let limit = request.query["limit"].flatMap { Int($0) } ?? 0
        let count = limit > 0 ? min(limit, rest.count) : rest.count
        items = Array(rest.prefix(count))
        guard let next = rest.dropFirst(count).first?[["metadata", "name"]] else {
            metadata = [:]
            return
        }
        let token = Data(JSON.object(["v": .string(ListPage.version), "start": next]).bytes).base64EncodedString()
        metadata = ["continue": .string(token), "remainingItemCount": .int(rest.count - count)]
    }

    /// The name at which the rest begins.
    private static func start(_ token: String) throws(Refusal) -> String {
        // base64.RawURLEncoding: without its padding, and with characters that need no escape in a query.
        var text = token.replacing("-", with: "+").replacing("_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        guard let bytes = Data(base64Encoded: text) else { throw refusal("illegal base64 data at input byte 0") }
        let content: JSON
        do {
            content = try JSON(parsing: Array(bytes))
        } catch {
            throw refusal(error.description)
        }
        let version = content["v"]?.string ?? ""
        guard version == self.version else {
            throw refusal("server does not recognize this encoded version \(version)")
        }
        return (content["start"]?.string ?? "").replacing("\u{0}", with: "")
    }

    private static func refusal(_ problem: String) -> Refusal {
        Refusal(Failure.badRequest("invalid continue token: continue key is not valid: \(problem)"))
    }
}
