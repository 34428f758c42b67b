import Fleet

/// Which version of a text each line of its last version comes from, as `git blame` says it.
package struct LineBlame: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let text: String
        /// Counted from 1.
        package let number: Int
        /// Index of the version that brought the line, the oldest being 0.
        package let version: Int
        /// The keys that lead to the line in a block-style YAML document, such as `authentication.issuer.jwtSecret`;
        /// empty for a line without a key of its own before any other.
        package let path: String
    }

    package let lines: [Line]

    /// - Parameter versions: the oldest first.
    package init(_ versions: [String]) {
        var texts: [String] = []
        var origins: [Int] = []
        for (version, text) in versions.enumerated() {
            let new = textLines(text)
            let difference = new.difference(from: texts)
            for case .remove(let offset, _, _) in difference.removals.reversed() { origins.remove(at: offset) }
            for case .insert(let offset, _, _) in difference.insertions { origins.insert(version, at: offset) }
            texts = new
        }
        let paths = yamlPaths(texts)
        lines = texts.indices.map { Line(text: texts[$0], number: $0 + 1, version: origins[$0], path: paths[$0]) }
    }

    /// The lines of a key and of what stands below it.
    ///
    /// - Parameter key: one key, or several with dots between; letter case does not count, as for ks-apiserver's own
    ///   reader (viper).
    package func lines(ofKey key: String) -> [Line] {
        let wanted = "." + key.lowercased() + "."
        return lines.filter { ("." + $0.path.lowercased() + ".").contains(wanted) }
    }
}

/// The path of keys at each line, by indentation alone: a document that is no longer valid YAML still has lines.
private func yamlPaths(_ lines: [String]) -> [String] {
    var open: [(indentation: Int, key: String)] = []
    return lines.map { line in
        let content = line.drop { $0 == " " || $0 == "-" }
        let indentation = line.count - content.count
        if let colon = content.firstIndex(of: ":"), !content.hasPrefix("#"), isKey(content[..<colon], content[colon...])
        {
            open.removeAll { $0.indentation >= indentation }
            open.append((indentation, String(content[..<colon].filter { !"\"'".contains($0) })))
        } else if !content.isEmpty {
            open.removeAll { $0.indentation >= indentation && $0.indentation > 0 }
        }
        return open.map(\.key).joined(separator: ".")
    }
}

private func isKey(_ key: Substring, _ rest: Substring) -> Bool {
    guard !key.isEmpty, !key.contains(" ") else { return false }
    return rest.count == 1 || rest.dropFirst().first == " "
}
