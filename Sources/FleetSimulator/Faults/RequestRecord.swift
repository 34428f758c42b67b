/// The requests that a cluster has answered, in bounded memory.
package struct RequestRecord: Sendable {
    /// One request: `GET /version`.
    package struct Request: Sendable, Hashable {
        /// The HTTP method, in capitals.
        package let method: String
        /// The decoded path, without the query.
        package let path: String
    }

    /// The latest requests, oldest first; at most a thousand.
    package private(set) var latest: [Request] = []
    /// How often each was made; after a thousand different ones further ones are not counted.
    package private(set) var counts: [Request: Int] = [:]
    /// How many there were.
    package private(set) var total = 0
    /// How many could have changed something: anything but GET, HEAD and asking for one's rights.
    package private(set) var writes = 0
    private static let limit = 1_000

    mutating func add(method: String, path: String) {
        let request = Request(method: method, path: path)
        total += 1
        if !["GET", "HEAD"].contains(method), !path.hasPrefix("/apis/authorization.k8s.io/") { writes += 1 }
        if counts[request] != nil || counts.count < RequestRecord.limit { counts[request, default: 0] += 1 }
        latest.append(request)
        if latest.count > 2 * RequestRecord.limit { latest.removeFirst(RequestRecord.limit) }
    }

    /// How often a method was used on a path; nil for any.
    package func count(method: String? = nil, path: String? = nil) -> Int {
        counts.reduce(0) { sum, entry in
            let matches = (method ?? entry.key.method) == entry.key.method && (path ?? entry.key.path) == entry.key.path
            return sum + (matches ? entry.value : 0)
        }
    }
}
