/// Which bodies and answers the server takes and gives (`Content-Type`, `Accept`).
enum MediaTypes {
    static let jsonPatch = "application/json-patch+json"
    static let mergePatch = "application/merge-patch+json"
    static let strategicPatch = "application/strategic-merge-patch+json"
    static let applyPatch = "application/apply-patch+yaml"
    private static let objects = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// Without its parameters.
    static func base(_ contentType: String?) -> String { contentType.map { String($0.prefix { $0 != ";" }) } ?? "" }

    /// Of a PATCH. The paths of built-in kinds compare the type before the handler does, and word it otherwise.
    static func checkPatch(_ request: HTTPRequest, _ form: WrittenForm) throws(Refusal) {
        let base = Self.base(request.header("Content-Type"))
        let taken =
            form.isCustom ? [jsonPatch, mergePatch, applyPatch] : [jsonPatch, mergePatch, strategicPatch, applyPatch]
        guard !taken.contains(base) else { return }
        let all = [jsonPatch, mergePatch, strategicPatch, applyPatch]
        guard all.contains(base.filter { $0 != " " }) else { throw Refusal(unsupported("415: Unsupported Media Type")) }
        throw Refusal(unknownFormat(taken))
    }

    /// Of any other body; none at all counts as JSON.
    static func checkBody(_ request: HTTPRequest) throws(Refusal) {
        let base = Self.base(request.header("Content-Type")).filter { $0 != " " }
        guard base.isEmpty || objects.contains(base) else { throw Refusal(unknownFormat(objects)) }
    }

    /// Apply patches are not simulated; with a manager they are answered like a type that the server does not know.
    static func checkApply(_ request: HTTPRequest) throws(Refusal) {
        guard base(request.header("Content-Type")) == applyPatch else { return }
        throw Refusal(unknownFormat([jsonPatch, mergePatch, strategicPatch]))
    }

    /// What a client accepts: `application/*` is no type that the server has.
    static func notAcceptable(_ request: HTTPRequest, isList: Bool) -> Reply? {
        guard let accept = request.header("Accept"), !accept.isEmpty else { return nil }
        let wanted = accept.split(separator: ",").map { base(String($0)).filter { $0 != " " } }
        guard !wanted.contains(where: { $0 == "*/*" || objects.contains($0) }) else { return nil }
        let streams =
            isList ? ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"] : []
        let list = (objects + streams).joined(separator: ", ")
        return Failure.reply(
            406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: \(list)", details: [:])
    }

    private static func unknownFormat(_ taken: [String]) -> Reply {
        let list = taken.joined(separator: ", ")
        return unsupported("the body of the request was in an unknown format - accepted media types include: \(list)")
    }

    private static func unsupported(_ message: String) -> Reply {
        Failure.reply(415, "UnsupportedMediaType", message, details: [:])
    }
}
