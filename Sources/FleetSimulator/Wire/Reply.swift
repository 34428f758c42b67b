/// A whole answer to a request.
struct Reply: Sendable {
    var status: Int
    var contentType = "application/json"
    var body: [UInt8]
    var headers: [(name: String, value: String)] = []

    /// An object; kube-apiserver ends every JSON body with a newline.
    static func object(_ value: JSON, status: Int = 200) -> Reply {
        var bytes = value.bytes
        bytes.append(0x0A)
        return Reply(status: status, body: bytes)
    }

    static func text(_ text: String, status: Int = 200) -> Reply {
        Reply(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}

/// The failures that the Kubernetes API answers with, as `Status` objects.
enum Failure {
    static func reply(_ code: Int, _ reason: String, _ message: String, details: JSON? = nil) -> Reply {
        Reply.object(status(code, reason, message, details: details), status: code)
    }

    static func status(_ code: Int, _ reason: String, _ message: String, details: JSON? = nil) -> JSON {
        var status: JSON = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason),
        ]
        if let details { status["details"] = details }
        status["code"] = .int(code)
        return status
    }

    /// Priority and fairness, and the in-flight limit before it, answer so.
    static func tooManyRequests(seconds: Int) -> Reply {
        var reply = reply(
            429, "TooManyRequests", "Too many requests, please try again later.",
            details: ["retryAfterSeconds": .int(seconds)])
        reply.headers.append((name: "Retry-After", value: String(seconds)))
        return reply
    }

    static let unauthorized = reply(401, "Unauthorized", "Unauthorized")

    static func notFound(_ resource: ResourceType, name: String) -> Reply {
        reply(404, "NotFound", "\(resource.qualified) \"\(name)\" not found", details: details(resource, name: name))
    }

    static let noSuchResource = reply(404, "NotFound", "the server could not find the requested resource", details: [:])

    static let methodNotAllowed = reply(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource", details: [:])

    static func badRequest(_ message: String) -> Reply { reply(400, "BadRequest", message) }

    static func unavailable(_ message: String) -> Reply { reply(503, "ServiceUnavailable", message) }

    static let inapplicablePatch = reply(
        422, "Invalid", "the server rejected our request due to an error in our request", details: [:])

    static func conflict(_ resource: ResourceType, name: String) -> Reply {
        reply(
            409, "Conflict",
            "Operation cannot be fulfilled on \(resource.qualified) \"\(name)\": the object has been modified; "
                + "please apply your changes to the latest version and try again",
            details: details(resource, name: name))
    }

    /// What a storage that does not answer makes of every request.
    static let internalError = reply(
        500, "InternalError", "Internal error occurred: etcdserver: request timed out",
        details: ["causes": [["message": "etcdserver: request timed out"]]])

    static func forbidden(_ message: String, details: JSON) -> Reply {
        var reply = reply(403, "Forbidden", message, details: details)
        reply.headers.append(("X-Content-Type-Options", "nosniff"))
        return reply
    }

    static func details(_ resource: ResourceType, name: String?) -> JSON {
        var details: JSON = [:]
        if let name { details["name"] = .string(name) }
        if !resource.group.isEmpty { details["group"] = .string(resource.group) }
        details["kind"] = .string(resource.plural)
        return details
    }
}

/// A kind of object as paths name it.
struct ResourceType: Hashable, Sendable {
    let group: String
    let plural: String

    /// `deployments.apps`, or the plural alone in the core group.
    var qualified: String { group.isEmpty ? plural : "\(plural).\(group)" }
}

/// What a request wants of which resource: the attributes that both API servers authorise.
struct RequestAttributes: Hashable, Sendable {
    var verb: String
    var resource: ResourceType
    var subresource: String?
    var namespace: String?
    var name: String?

    /// The 403 of a user without the right.
    func forbidden(to user: String) -> Reply {
        let subject =
            name.map { "\(resource.qualified) \"\($0)\" is forbidden" } ?? "\(resource.qualified) is forbidden"
        let full = resource.plural + (subresource.map { "/\($0)" } ?? "")
        let scope = namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
        return Failure.forbidden(
            """
            \(subject): User \"\(user)\" cannot \(verb) resource \"\(full)\" in API group \"\(resource.group)\" \(scope)
            """,
            details: Failure.details(resource, name: name))
    }
}
