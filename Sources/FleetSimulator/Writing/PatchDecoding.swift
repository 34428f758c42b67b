/// Applies the body of a PATCH, and reads the result as the server does.
struct PatchDecoding {
    let form: WrittenForm
    let body: [UInt8]
    private let type: String
    private let isStrict: Bool

    init(_ form: WrittenForm, _ request: HTTPRequest) {
        self.form = form
        body = request.body
        type = MediaTypes.base(request.header("Content-Type"))
        isStrict = request.query["fieldValidation"] == "Strict"
    }

    func applied(to old: JSON) throws(Refusal) -> JSON {
        switch type {
        case MediaTypes.jsonPatch:
            let new = try jsonPatched(old)
            return try accepted(
                new, strict: "json patch duplicate field", .json, quoting: PatchDecoding.whole(new, old))
        case MediaTypes.mergePatch:
            let new = old.merged(with: try mergePatch(), lists: false)
            return try accepted(new, strict: "duplicate field", .json, quoting: PatchDecoding.whole(new, old))
        default:
            let patch = try strategicPatch()
            let new = old.merged(with: patch, lists: true)
            return try accepted(new, strict: "duplicate field", .unstructured, quoting: GoText.plain(patch))
        }
    }

    private func accepted(
        _ new: JSON, strict duplicate: String, _ wording: DecoderWording, quoting text: String
    ) throws(Refusal) -> JSON {
        if let problem = form.kindProblem(new) ?? form.schema.problem(in: new, wording) {
            throw PatchDecoding.refusal(text, problem)
        }
        if isStrict {
            let problems =
                RawJSON(bytes: body).duplicates().map { "\(duplicate) \"\($0)\"" }
                + form.schema.unknownFields(in: new).map { "unknown field \"\($0)\"" }
            guard problems.isEmpty else {
                throw PatchDecoding.refusal(text, "strict decoding error: " + problems.joined(separator: ", "))
            }
        }
        var result = form.schema.decoded(new)
        result["kind"] = .string(form.kind)
        result["apiVersion"] = .string(form.apiVersion)
        return result
    }

    /// 422 with the whole patched object, or the whole patch, in its message: a real server quotes them, secrets
    /// included.
    private static func refusal(_ text: String, _ problem: String) -> Refusal {
        let problem = FieldProblem(
            field: "patch", reason: .invalid, text: "Invalid value: \(GoText.quoted(text)): \(problem)")
        return Refusal(Failure.invalid("", name: "", [problem], details: [:]))
    }

    /// The patched object as the patch library writes it: what it has touched in the order of the names.
    private static func whole(_ new: JSON, _ old: JSON) -> String {
        var result = JSONObject()
        for member in (new.object?.members ?? []).sorted(by: { $0.key < $1.key }) {
            let isTouched = member.value != old[member.key]
            result[member.key] = isTouched ? member.value.sortedMembers : member.value
        }
        return String(decoding: JSON.object(result).bytes, as: UTF8.self)
    }

    private func jsonPatched(_ old: JSON) throws(Refusal) -> JSON {
        do {
            return try JSONPatch(parsing: body).applied(to: old)
        } catch {
            switch error {
            case .malformed(let text): throw Refusal(Failure.badRequest("error decoding patch: \(text)"))
            case .inapplicable: throw Refusal(Failure.inapplicablePatch)
            case .tooMany(let count):
                throw Refusal(
                    Failure.reply(
                        413, "RequestEntityTooLarge",
                        """
                        Request entity too large: The allowed maximum operations in a JSON patch is \
                        \(JSONPatch.limit), got \(count)
                        """
                    ))
            }
        }
    }

    private func mergePatch() throws(Refusal) -> JSON {
        let patch = try document(prefix: "error decoding patch: ")
        guard patch != .null else { throw Refusal(Failure.badRequest("Invalid JSON Patch")) }
        return try map(patch, prefix: "error decoding patch: ")
    }

    private func strategicPatch() throws(Refusal) -> JSON {
        let patch = try document(prefix: "")
        return patch == .null ? [:] : try map(patch, prefix: "")
    }

    private func document(prefix: String) throws(Refusal) -> JSON {
        do {
            return try JSON(parsing: body)
        } catch {
            throw Refusal(Failure.badRequest(prefix + error.description))
        }
    }

    private func map(_ patch: JSON, prefix: String) throws(Refusal) -> JSON {
        guard patch.object == nil else { return patch }
        let problem = "json: cannot unmarshal \(patch.goKind) into Go value of type map[string]interface {}"
        throw Refusal(Failure.badRequest(prefix + problem))
    }
}
