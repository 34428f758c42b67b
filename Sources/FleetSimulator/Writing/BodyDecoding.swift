/// Reads the body of a POST or PUT as the server does: every field has its type.
struct BodyDecoding {
    let form: WrittenForm
    let body: [UInt8]
    var isStrict = false

    init(_ form: WrittenForm, _ request: HTTPRequest) {
        self.form = form
        body = request.body
        isStrict = request.query["fieldValidation"] == "Strict"
    }

    func object() throws(Refusal) -> JSON {
        let value = try self.value()
        if let problem = form.kindProblem(value) ?? form.schema.problem(in: value, .json) {
            throw cannotHandle(value, problem)
        }
        if isStrict {
            let problems = strictProblems(value)
            guard problems.isEmpty else {
                throw cannotHandle(value, "strict decoding error: " + problems.joined(separator: ", "))
            }
        }
        return form.schema.decoded(value)
    }

    private func value() throws(Refusal) -> JSON {
        let value: JSON
        do {
            value = try JSON(parsing: body)
        } catch {
            throw unrecognized(error.description)
        }
        if value == .null { return [:] }
        guard value.object != nil else {
            throw unrecognized("json: cannot unmarshal \(value.goKind) into Go value of type \(BodyDecoding.typeMeta)")
        }
        return value
    }

    /// The struct into which the server reads a body's kind first.
    static let typeMeta =
        #"struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#

    private func strictProblems(_ value: JSON) -> [String] {
        RawJSON(bytes: body).duplicates().map { "duplicate field \"\($0)\"" }
            + form.schema.unknownFields(in: value).map { "unknown field \"\($0)\"" }
    }

    private func unrecognized(_ problem: String) -> Refusal {
        let digits = body.prefix(64).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let shown = body.isEmpty ? "<empty>" : digits
        return Refusal(
            Failure.badRequest(
                "the object provided is unrecognized (must be of type \(form.kind)): couldn't get version/kind; "
                    + "json parse error: \(problem) (\(shown))"))
    }

    private func cannotHandle(_ value: JSON, _ problem: String) -> Refusal {
        let kind = value["kind"]?.string ?? form.kind
        let version = value["apiVersion"]?.string ?? form.apiVersion
        return Refusal(
            Failure.badRequest("\(kind) in version \"\(version)\" cannot be handled as a \(form.kind): \(problem)"))
    }
}
