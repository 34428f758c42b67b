import NIOHTTP1

/// A request as it came in.
struct HTTPRequest {
    var method: String
    /// The decoded path.
    var path: String
    var query: [String: String]
    var headers: HTTPHeaders
    var body: [UInt8]

    init(head: HTTPRequestHead, body: [UInt8]) {
        method = head.method.rawValue
        let parts = head.uri.split(separator: "?", maxSplits: 1)
        path = parts.first.map { HTTPRequest.decoded($0) } ?? "/"
        query = [:]
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[HTTPRequest.decoded(halves[0])] = halves.count > 1 ? HTTPRequest.decoded(halves[1], plus: true) : ""
        }
        headers = head.headers
        self.body = body
    }

    func header(_ name: String) -> String? { headers.first(name: name) }

    var userAgent: String? { header("User-Agent") }

    func flag(_ name: String) -> Bool { HTTPRequest.flag(query[name]) }

    /// As kube-apiserver reads an option that is true or false: whatever is there and is not "0" or "false" is true.
    static func flag(_ value: String?) -> Bool { value.map { $0 != "0" && $0.lowercased() != "false" } ?? false }

    private static func decoded(_ text: Substring, plus: Bool = false) -> String {
        guard text.contains("%") || text.contains("+") else { return String(text) }
        var output: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16)
            {
                output.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                output.append(plus && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// A path of the Kubernetes API, taken apart.
struct ResourcePath: Equatable {
    var resource: ResourceType
    /// `v1`
    var version: String
    var namespace: String?
    var name: String?
    var subresource: String?
    /// What follows `…/proxy`, with its slash.
    var proxyPath: String?

    init?(_ path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let group: String
        version = parts.count > 2 ? parts[parts[0] == "apis" ? 2 : 1] : ""
        switch parts.first {
        case "api" where parts.count >= 3 && parts[1] == "v1": (group, parts) = ("", Array(parts.dropFirst(2)))
        case "apis" where parts.count >= 4: (group, parts) = (parts[1], Array(parts.dropFirst(3)))
        default: return nil
        }
        while parts.last == "", parts.count > 1, !parts.contains("proxy") { parts.removeLast() }
        if parts.first == "namespaces", parts.count > 2 {
            namespace = parts[1]
            parts.removeFirst(2)
        }
        guard let plural = parts.first, !plural.isEmpty else { return nil }
        resource = ResourceType(group: group, plural: plural)
        name = parts.count > 1 ? parts[1] : nil
        subresource = parts.count > 2 ? parts[2] : nil
        if subresource == "proxy" { proxyPath = "/" + parts.dropFirst(3).joined(separator: "/") }
        // RequestInfo of the API server: a namespace is in itself.
        if resource == ResourceType(group: "", plural: "namespaces") { namespace = name }
    }

    func attributes(method: String, query: [String: String]) -> RequestAttributes {
        let verb =
            switch method {
            case "GET", "HEAD": name != nil ? "get" : HTTPRequest.flag(query["watch"]) ? "watch" : "list"
            case "POST": "create"
            case "PUT": "update"
            case "PATCH": "patch"
            default: name == nil ? "deletecollection" : "delete"
            }
        return RequestAttributes(
            verb: verb, resource: resource, subresource: subresource, namespace: namespace, name: name)
    }
}
