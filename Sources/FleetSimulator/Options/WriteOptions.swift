/// `dryRun`, `fieldManager`, `fieldValidation` and `force` of a write (meta/v1 CreateOptions, UpdateOptions,
/// PatchOptions).
struct WriteOptions {
    private let kind: String
    private let query: [String: String]
    private let isApply: Bool

    init(_ request: HTTPRequest) {
        query = request.query
        isApply = request.method == "PATCH" && MediaTypes.base(request.header("Content-Type")) == MediaTypes.applyPatch
        kind =
            switch request.method {
            case "POST": "CreateOptions"
            case "PUT": "UpdateOptions"
            default: "PatchOptions"
            }
    }

    func check() throws(Refusal) {
        let problems = force + manager + WriteOptions.dryRun(query["dryRun"].map { [$0] } ?? []) + validation
        guard problems.isEmpty else { throw WriteOptions.refusal(kind, problems) }
    }

    static func refusal(_ kind: String, _ problems: [FieldProblem], name: String = "") -> Refusal {
        let details: JSON = ["group": "meta.k8s.io", "kind": .string(kind)]
        return Refusal(Failure.invalid("\(kind).meta.k8s.io", name: name, problems, details: details))
    }

    static func dryRun(_ values: [String]) -> [FieldProblem] {
        guard values.contains(where: { $0 != "All" }) else { return [] }
        let list = String(decoding: JSON.array(values.map(JSON.string)).bytes, as: UTF8.self)
        return [.unsupported("dryRun", list, ["All"])]
    }

    private var force: [FieldProblem] {
        guard kind == "PatchOptions" else { return [] }
        if isApply {
            return query["fieldManager"] ?? "" == "" ? [.required("fieldManager", "is required for apply patch")] : []
        }
        return query["force"] == nil ? [] : [.forbidden("force", "may not be specified for non-apply patch")]
    }

    private var manager: [FieldProblem] {
        guard let name = query["fieldManager"] else { return [] }
        let long: [FieldProblem] = name.utf8.count > 128 ? [.tooLong("fieldManager", bytes: 128)] : []
        guard let index = name.unicodeScalars.firstIndex(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return long
        }
        let position = name.utf8.distance(from: name.startIndex, to: index)
        let digits = String(name.unicodeScalars[index].value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return long + [
            .invalid("fieldManager", GoText.quoted(name), "invalid character \(code) (at position \(position))")
        ]
    }

    private var validation: [FieldProblem] {
        let supported = ["", "Ignore", "Strict", "Warn"]
        guard let value = query["fieldValidation"], !supported.contains(value) else { return [] }
        return [.unsupported("fieldValidation", GoText.quoted(value), supported)]
    }
}
