package import Fleet

extension UnifiedDiff {
    /// The text of the diff, painted.
    package func text(from oldName: String, to newName: String, context: Int = 3, style: Style) -> String {
        text(from: oldName, to: newName, context: context) { text, part in style.paint(text, part.tone) }
    }
}

extension UnifiedDiff.Part {
    fileprivate var tone: Tone {
        switch self {
        case .name: .strong
        case .place: .place
        case .removed: .removed
        case .added: .added
        }
    }
}
