import FoundationEssentials

/// A part of a list: `limit` and `continue` of a request, and what the answer's metadata says of the rest.
struct ListPage {
    let items: [JSON]
    /// `continue` and `remainingItemCount`; empty where there is nothing left.
    let metadata: JSON

    /// - Parameter all: in the order of their names.
    /// - Returns: nil for a `continue` that this server has not given.
    init?(_ all: [JSON], _ request: HTTPRequest) {
        var rest = all[...]
        if let token = request.query["continue"], !token.isEmpty {
            guard let bytes = Data(base64Encoded: token), let name = (try? JSON(parsing: Array(bytes)))?["start"]?.string else { return nil }
            rest = rest.drop { ($0[["metadata", "name"]]?.string ?? "") < name }
        }
        let limit = request.query["limit"].flatMap { Int($0) } ?? 0
        let count = limit > 0 ? min(limit, rest.count) : rest.count
        items = Array(rest.prefix(count))
        guard let next = rest.dropFirst(count).first?[["metadata", "name"]] else {
            metadata = [:]
            return
        }
        let token = Data(JSON.object(["v": "meta.k8s.io/v1", "start": next]).bytes).base64EncodedString()
        metadata = ["continue": .string(token), "remainingItemCount": .int(rest.count - count)]
    }
}
