/// The text in lines of at most `width` columns, broken at spaces; a word that is longer than a line is broken where
/// the line ends.
///
/// Blanks at the beginning stay, so that indented text stays indented. Never empty: an empty text is one empty line.
///
/// - Parameter wholeWords: a longer word stays whole, on a line of its own that is too long: it can be copied as it is.
package func wrapped(_ text: String, width: Int, wholeWords: Bool = false) -> [String] {
    guard width > 0, displayWidth(text) > width else { return [text] }
    let indent = String(text.prefix { $0 == " " })
    var lines: [String] = []
    var line = ""
    var isEmpty = true
    for word in text.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
        let pieces = wholeWords ? [String(word)] : pieces(of: word, width: width)
        for (index, piece) in pieces.enumerated() {
            let joined = isEmpty ? (lines.isEmpty && index == 0 ? indent + piece : piece) : line + " " + piece
            if index == 0, displayWidth(joined) <= width {
                line = joined
            } else {
                if !isEmpty { lines.append(line) }
                line = piece
            }
            isEmpty = false
        }
    }
    return lines + [line]
}

/// A word in pieces that fit.
private func pieces(of word: Substring, width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in word {
        if !piece.isEmpty, displayWidth(piece) + displayWidth(String(character)) > width {
            pieces.append(piece)
            piece = ""
        }
        piece.append(character)
    }
    return pieces + [piece]
}

/// A line of talk with a mark before it, the lines after the first indented by the mark's width.
///
/// - Parameters:
///   - width: nil for a pipe, where it stays one line.
///   - wholeWords: what is longer than a line, a URL or the name of a cluster, is not broken.
package func hanging(_ text: String, after mark: String, width: Int?, wholeWords: Bool = true) -> [String] {
    let indent = displayWidth(mark)
    let room = width.map { max(12, $0 - indent) } ?? .max
    let blank = String(repeating: " ", count: indent)
    return wrapped(text, width: room, wholeWords: wholeWords).enumerated().map { ($0 == 0 ? mark : blank) + $1 }
}
