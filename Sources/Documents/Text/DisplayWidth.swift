/// How many columns of a terminal a text takes: two for East Asian wide characters and emoji, none for combining marks.
///
/// Follows Unicode's East Asian Width (UAX #11) for the wide blocks; ambiguous characters count one, as terminals do
/// outside CJK locales.
package func displayWidth(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + displayWidth($1) }
}

/// The text cut to at most `width` columns, with `ellipsis` at its end where something was left out.
package func fitted(_ text: String, width: Int, ellipsis: String = "…") -> String {
    guard displayWidth(text) > width else { return text }
    var rest = width - displayWidth(ellipsis)
    guard rest >= 0 else { return "" }
    let kept = text.prefix { character in
        rest -= displayWidth(character)
        return rest >= 0
    }
    return kept + ellipsis
}

/// The text with its middle left out, at most `width` columns wide: its end, which tells most names apart, keeps more
/// than its beginning.
package func shortened(_ text: String, width: Int, ellipsis: String = "…") -> String {
    guard displayWidth(text) > width else { return text }
    let room = width - displayWidth(ellipsis)
    guard room > 1 else { return fitted(text, width: width, ellipsis: ellipsis) }
    let head = fitted(text, width: room * 2 / 5, ellipsis: "")
    let tail = fitted(String(text.reversed()), width: room - displayWidth(head), ellipsis: "")
    return head + ellipsis + String(tail.reversed())
}

private func displayWidth(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    // A grapheme takes the columns of its widest part; U+FE0F asks for the emoji form, which is wide.
    if scalars.contains("\u{FE0F}") { return 2 }
    return scalars.reduce(0) { max($0, width(of: $1)) }
}

private func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
    }
}

private func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        true
    default: false
    }
}
