/// What changed between two texts, as `diff -u` writes it.
package struct UnifiedDiff: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        case same(String)
        case removed(String)
        case added(String)

        var isChange: Bool { if case .same = self { false } else { true } }
    }

    /// What a part of the text is, for whoever paints it.
    package enum Part: Sendable { case name, place, removed, added }

    package let lines: [Line]

    package init(from old: String, to new: String) {
        let before = textLines(old)
        let after = textLines(new)
        let difference = after.difference(from: before)
        let removed = Set(difference.removals.map(offset))
        let inserted = Set(difference.insertions.map(offset))
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if removed.contains(i) {
                lines.append(.removed(before[i]))
                i += 1
            } else if inserted.contains(j) {
                lines.append(.added(after[j]))
                j += 1
            } else {
                lines.append(.same(before[i]))
                i += 1
                j += 1
            }
        }
        self.lines = lines
    }

    package var isEmpty: Bool { !lines.contains(where: \.isChange) }

    /// The changed lines with up to `context` unchanged ones around them; empty where nothing changed.
    package func text(
        from oldName: String, to newName: String, context: Int = 3,
        paint: (String, Part) -> String = { text, _ in text }
    ) -> String {
        guard !isEmpty else { return "" }
        var text = paint("--- \(printable(oldName))", .name) + "\n" + paint("+++ \(printable(newName))", .name) + "\n"
        for hunk in hunks(context: context) { text += rendered(hunk, paint) }
        return text
    }

    /// Stretches of lines that hold the changes, each with its context; overlapping ones are one.
    private func hunks(context: Int) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in lines.indices where lines[index].isChange {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = hunks.last, range.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    /// The text of the diff from the new to the old: removed lines come first there too, as every diff has them.
    package static func reversed(_ text: String) -> String {
        var result: [String] = []
        var (removed, added): ([String], [String]) = ([], [])
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            switch line.first {
            // The first two lines are the names.
            case "+" where result.count > 1: removed.append("-" + line.dropFirst())
            case "-" where result.count > 1: added.append("+" + line.dropFirst())
            default:
                result += removed + added + [line.hasPrefix("@@ ") ? swappedSpans(line) : line]
                (removed, added) = ([], [])
            }
        }
        return (result + removed + added).joined(separator: "\n")
    }

    /// `@@ -1,3 +1,4 @@` as `@@ -1,4 +1,3 @@`.
    private static func swappedSpans(_ line: String) -> String {
        let parts = line.split(separator: " ")
        guard parts.count == 4, parts[1].hasPrefix("-"), parts[2].hasPrefix("+") else { return line }
        return "@@ -\(parts[2].dropFirst()) +\(parts[1].dropFirst()) @@"
    }

    private func rendered(_ hunk: Range<Int>, _ paint: (String, Part) -> String) -> String {
        let old = span(hunk) { if case .added = $0 { false } else { true } }
        let new = span(hunk) { if case .removed = $0 { false } else { true } }
        return paint("@@ -\(old) +\(new) @@", .place) + "\n"
            + lines[hunk].map { line in
                switch line {
                case .same(let text): " \(printable(text, limit: 10_000))"
                case .removed(let text): paint("-\(printable(text, limit: 10_000))", .removed)
                case .added(let text): paint("+\(printable(text, limit: 10_000))", .added)
                }
            }.map { $0 + "\n" }.joined()
    }

    /// `first line,count` of one side; the line before where the side has none, as POSIX says.
    private func span(_ hunk: Range<Int>, counting: (Line) -> Bool) -> String {
        let before = lines[..<hunk.lowerBound].count(where: counting)
        let count = lines[hunk].count(where: counting)
        let start = count == 0 ? before : before + 1
        return count == 1 ? "\(start)" : "\(start),\(count)"
    }
}

private func offset(_ change: CollectionDifference<String>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
}

/// The line break that ends a text begins no further line.
package func textLines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.last == "" ? lines.dropLast() : lines
}
