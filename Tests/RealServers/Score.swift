/// What was seen of each fault, step by step: the table that a run ends with.
struct Score {
    enum Step: String, CaseIterable {
        case diagnosed, counted, planned, repaired, proved, undone, policy = "by policy", back = "as before"
    }

    enum Cell: Equatable {
        case ok(String)
        /// Not a step of this fault.
        case none
        case passedOver(String)
        case failed(String)
    }

    private(set) var cells: [Fault: [Step: Cell]] = [:]
    private(set) var general: [String] = []

    mutating func set(_ fault: Fault, _ step: Step, _ cell: Cell) { cells[fault, default: [:]][step] = cell }

    mutating func clear(_ fault: Fault) { cells[fault] = nil }

    /// What failed and belongs to no fault.
    mutating func fail(_ words: String) { general.append(words) }

    var failures: [String] {
        let steps = Fault.allCases.flatMap { fault in
            Step.allCases.compactMap { step -> String? in
                guard case .failed(let words) = cells[fault]?[step] else { return nil }
                return "\(fault.rawValue), \(step.rawValue): \(words)"
            }
        }
        return steps + general
    }

    /// Markdown, so that it can stand in docs/internals/real-servers.md as it is.
    func table() -> String {
        var notes: [String] = []
        let head = [
            "| fault | " + Step.allCases.map(\.rawValue).joined(separator: " | ") + " |",
            "|---|" + Step.allCases.map { _ in "---|" }.joined(),
        ]
        let rows = Fault.allCases.filter { cells[$0] != nil }.map { fault in
            "| \(fault.rawValue) | "
                + Step.allCases.map { Self.text(cells[fault]?[$0], &notes) }.joined(separator: " | ") + " |"
        }
        let left = Fault.allCases.filter { cells[$0] == nil }.map(\.rawValue)
        let remarks =
            notes.enumerated().map { "\($0.offset + 1). \($0.element)" } + general.map { "FAILED: \($0)" }
            + (left.isEmpty ? [] : ["Passed over, not asked for: \(left.joined(separator: ", "))."])
        return (head + rows + (remarks.isEmpty ? [] : [""] + remarks)).joined(separator: "\n")
    }

    private static func text(_ cell: Cell?, _ notes: inout [String]) -> String {
        switch cell {
        case nil: return "not reached"
        case .some(.none): return "–"
        case .ok(let words): return words
        case .passedOver(let reason):
            return "passed over (\(note(reason, &notes)))"
        case .failed(let words):
            return "**failed** (\(note(words, &notes)))"
        }
    }

    private static func note(_ words: String, _ notes: inout [String]) -> Int {
        let words = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let index = notes.firstIndex(of: words) { return index + 1 }
        notes.append(words)
        return notes.count
    }
}
