/// What the suite reads of the programs' JSON (docs/reference.md, docs/control.md).
struct Items<Item: Decodable>: Decodable { let items: [Item] }

struct StatusAnswer: Decodable {
    let cluster: String
    let health: String
    var cause: String?
}

struct FailuresAnswer: Decodable {
    let cluster: String
    let cause: String
    let count: Int
}

struct ProbeAnswer: Decodable {
    let cluster: String
    let health: String
    var cause: String?
}

struct PlanAnswer: Decodable {
    struct Gate: Decodable {
        let name: String
        let passed: Bool
        let compared: String
        var verdict: String?
    }

    struct Plan: Decodable {
        struct Edit: Decodable { let path: String }

        let cause: String
        let edits: [Edit]
    }

    let refused: Bool
    var repair: Plan?
    var gates: [Gate]?

    var refusals: [Gate] { gates?.filter { !$0.passed } ?? [] }
    var words: String { refusals.map { "\($0.name): \($0.compared)" }.joined(separator: "; ") }
}

struct RunAnswer: Decodable {
    let id: String
    var outcome: String?
    var summary: String?
}

struct ListedRun: Decodable {
    var run: String?
    var outcome: String?
    var automatic: Bool?
    var summary: String?
}
