/// A unified diff of two texts by lines, with three lines of context; empty where they are equal.
package enum LineDiff {
    package static func unified(old: String, new: String, context: Int = 3) -> [String] {
        let (a, b) = (lines(old), lines(new))
        let difference = b.difference(from: a)
        guard !difference.isEmpty else { return [] }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        return trimmed(merged(a, b, removed, inserted), context)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func merged(_ a: [String], _ b: [String], _ removed: Set<Int>, _ inserted: Set<Int>) -> [String] {
        var result: [String] = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if i < a.count, removed.contains(i) {
                result.append("-" + a[i])
                i += 1
            } else if j < b.count, inserted.contains(j) {
                result.append("+" + b[j])
                j += 1
            } else {
                if j < b.count { result.append(" " + b[j]) }
                i += 1
                j += 1
            }
        }
        return result
    }

    /// Leaves out what is farther than `context` lines from any change, and marks the gap.
    private static func trimmed(_ lines: [String], _ context: Int) -> [String] {
        let changes = lines.indices.filter { !lines[$0].hasPrefix(" ") }
        var near = Set<Int>()
        for change in changes { near.formUnion(max(0, change - context)...min(lines.count - 1, change + context)) }
        var result: [String] = []
        for (index, line) in lines.enumerated() {
            if near.contains(index) {
                result.append(line)
            } else if near.contains(index - 1) || index == 0 {
                result.append("@@")
            }
        }
        if result.last == "@@" { result.removeLast() }
        return result
    }
}
