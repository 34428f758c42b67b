/// What validation finds wrong with a field.
struct FieldProblem: Equatable {
    enum Reason: String {
        case invalid = "FieldValueInvalid"
        case required = "FieldValueRequired"
        case unsupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
    }

    let field: String
    let reason: Reason
    let text: String

    static func invalid(_ field: String, _ value: String, _ problem: String) -> FieldProblem {
        FieldProblem(field: field, reason: .invalid, text: "Invalid value: \(value): \(problem)")
    }

    static func required(_ field: String, _ problem: String? = nil) -> FieldProblem {
        FieldProblem(field: field, reason: .required, text: "Required value" + (problem.map { ": \($0)" } ?? ""))
    }

    static func forbidden(_ field: String, _ problem: String) -> FieldProblem {
        FieldProblem(field: field, reason: .forbidden, text: "Forbidden: \(problem)")
    }

    static func unsupported(_ field: String, _ value: String, _ supported: [String]) -> FieldProblem {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldProblem(
            field: field, reason: .unsupported, text: "Unsupported value: \(value): supported values: \(list)")
    }

    static func tooLong(_ field: String, bytes: Int) -> FieldProblem {
        FieldProblem(field: field, reason: .tooLong, text: "Too long: may not be more than \(bytes) bytes")
    }
}

extension Failure {
    /// 422 as validation answers it.
    static func invalid(_ kind: String, name: String, _ problems: [FieldProblem], details: JSON) -> Reply {
        let texts = problems.map { "\($0.field): \($0.text)" }
        let list = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        var details = details
        details["causes"] = .array(
            problems.map {
                ["reason": .string($0.reason.rawValue), "message": .string($0.text), "field": .string($0.field)]
            })
        return reply(422, "Invalid", "\(kind) \"\(name)\" is invalid: \(list)", details: details)
    }

    /// Of an object of that form.
    static func invalid(_ form: WrittenForm, name: String, _ problems: [FieldProblem]) -> Reply {
        var details: JSON = ["name": .string(name)]
        let parts = form.qualified.split(separator: ".", maxSplits: 1)
        if parts.count > 1 { details["group"] = .string(String(parts[1])) }
        details["kind"] = .string(form.kind)
        return invalid(form.qualified, name: name, problems, details: details)
    }

    /// 500 without a reason: what no layer of the server has wrapped.
    static func bare(_ message: String) -> Reply {
        let status: JSON = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "code": 500,
        ]
        return Reply.object(status, status: 500)
    }
}
