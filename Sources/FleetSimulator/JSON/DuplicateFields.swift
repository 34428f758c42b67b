extension RawJSON {
    /// The paths of the members that stand more than once in one object, as strict decoding names them: `data.a`,
    /// `[0].value.a`.
    func duplicates(at path: String = "") -> [String] {
        if let elements = try? elements() {
            return elements.enumerated().flatMap { index, element in element.duplicates(at: "\(path)[\(index)]") }
        }
        guard let members = try? memberList() else { return [] }
        var seen: Set<String> = []
        return members.flatMap { key, value in
            let own = path.isEmpty ? key : "\(path).\(key)"
            return (seen.insert(key).inserted ? [] : [own]) + value.duplicates(at: own)
        }
    }
}
