/// The options of a list or a watch (meta/v1 ListOptions), and what the server refuses of them.
struct ListOptions {
    let isWatch: Bool
    let wantsInitialEvents: Bool
    let wantsBookmarks: Bool
    private let query: [String: String]

    init(_ request: HTTPRequest) {
        query = request.query
        isWatch = request.flag("watch")
        wantsInitialEvents = request.flag("sendInitialEvents")
        wantsBookmarks = request.flag("allowWatchBookmarks")
    }

    func check() throws(Refusal) {
        try ListOptions.integer(query["limit"])
        try ListOptions.integer(query["timeoutSeconds"])
        let problems = matchProblems
        guard problems.isEmpty else { throw WriteOptions.refusal("ListOptions", problems) }
        if isWatch { return try checkVersion(Failure.bare) }
        if query["continue"] ?? "" != "", !["", "0"].contains(query["resourceVersion"] ?? "") {
            throw Refusal(Failure.badRequest("specifying resource version is not allowed when using continue"))
        }
        try checkVersion { problem in
            Failure.badRequest(
                "invalid resource version: resourceVersion: Invalid value: \(GoText.quoted(version)): \(problem)")
        }
    }

    private var version: String { query["resourceVersion"] ?? "" }

    private func checkVersion(_ reply: (String) -> Reply) throws(Refusal) {
        guard let problem = ListOptions.versionProblem(version) else { return }
        throw Refusal(reply(problem))
    }

    /// Why a resource version is none; nil if it is one, or empty.
    static func versionProblem(_ text: String) -> String? {
        guard !text.isEmpty, UInt64(text) == nil || !text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return "strconv.ParseUint: parsing \(GoText.quoted(text)): invalid syntax"
    }

    /// An option that must be a number where it is given.
    static func integer(_ text: String?) throws(Refusal) {
        guard let text, Int64(text) == nil else { return }
        throw Refusal(Failure.badRequest("strconv.ParseInt: parsing \(GoText.quoted(text)): invalid syntax"))
    }

    // k8s.io/apimachinery/pkg/apis/meta/internalversion/validation.
    private var matchProblems: [FieldProblem] {
        let match = query["resourceVersionMatch"] ?? ""
        let field = "resourceVersionMatch"
        if isWatch { return watchProblems(match) }
        if wantsInitialEvents { return [.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")] }
        guard !match.isEmpty else { return [] }
        if version.isEmpty {
            return [.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided")]
        }
        if query["continue"] ?? "" != "" {
            return [.forbidden(field, "resourceVersionMatch is forbidden when continue is provided")]
        }
        if !["Exact", "NotOlderThan"].contains(match) {
            return [.unsupported(field, GoText.quoted(match), ["Exact", "NotOlderThan", ""])]
        }
        guard match == "Exact", version == "0" else { return [] }
        return [.forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    }

    private func watchProblems(_ match: String) -> [FieldProblem] {
        let field = "resourceVersionMatch"
        if query["continue"] ?? "" != "" {
            return [.forbidden(field, "resourceVersionMatch is forbidden when continue is provided")]
        }
        if wantsInitialEvents {
            return match == "NotOlderThan"
                ? [] : [.forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
        }
        guard !match.isEmpty else { return [] }
        return [.forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    }
}
