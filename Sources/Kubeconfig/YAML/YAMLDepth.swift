/// Whether a YAML text is nested so deep that a tree of it could not be walked, or let go, on a thread's stack.
///
/// An upper bound is told from the characters alone, without understanding them: brackets count wherever they stand,
/// and so do the columns before a line's text, since each level of a block takes one at least (`- - a`, `? a`, `: a`).
/// A text that does not keep to it, or that has aliases, through which anchors can hang on one another, is followed
/// event by event.
struct YAMLDepth {
    /// Levels of brackets, of indentation, and of events, aliases followed: each a fraction of what a stack of 512 KiB
    /// bears in a debug build.
    static let deepest = 500

    private var brackets = 0
    private var indentation = 0
    private var isBeforeText = true
    private var last = UInt8(ascii: "\n")
    private var lastButOne: UInt8 = 0

    /// - Throws: `BoundedYAML.TooDeep`.
    static func check(_ text: String) throws(BoundedYAML.TooDeep) {
        let isShallow = isShallow(text)
        if BoundedYAML.hasAliases(text) || !isShallow { try YAMLHeights.check(text, looksDeep: !isShallow) }
    }

    private static func isShallow(_ text: String) -> Bool {
        var depth = YAMLDepth()
        for byte in text.utf8 {
            depth.take(byte)
            guard depth.brackets <= deepest, depth.indentation <= deepest else { return false }
        }
        return true
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case _ where isBreak(byte): (indentation, isBeforeText) = (0, true)
        case UInt8(ascii: " ") where isBeforeText: indentation += 1
        case UInt8(ascii: "-") where isBeforeText && last != byte, UInt8(ascii: "?") where isBeforeText && last != byte,
            UInt8(ascii: ":") where isBeforeText && last != byte:
            indentation += 1
        case UInt8(ascii: "["), UInt8(ascii: "{"): (brackets, isBeforeText) = (brackets + 1, false)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): (brackets, isBeforeText) = (max(0, brackets - 1), false)
        // The first bytes of breaks that take more than one.
        case 0xC2 where isBeforeText, 0xE2 where isBeforeText, 0x80 where isBeforeText && last == 0xE2: break
        default: isBeforeText = false
        }
        (lastButOne, last) = (last, byte)
    }

    /// YAML 1.1, 4.2: also NEL (C2 85), LS (E2 80 A8) and PS (E2 80 A9).
    private func isBreak(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x0D: true
        case 0x85: last == 0xC2
        case 0xA8, 0xA9: last == 0x80 && lastButOne == 0xE2
        default: false
        }
    }
}

/// How high each anchored node of a text is, all that hangs on it included: an alias is as high as what it names.
private struct YAMLHeights {
    private var open: [(anchor: String?, height: Int)] = []
    private var anchors: [String: Int] = [:]

    /// - Parameter looksDeep: by its characters; where its events cannot be followed to its end, they decide.
    static func check(_ text: String, looksDeep: Bool) throws(BoundedYAML.TooDeep) {
        var heights = YAMLHeights()
        var events = YAMLEvents(text)
        while let event = events.next() {
            guard heights.take(event) <= YAMLDepth.deepest else {
                throw BoundedYAML.TooDeep(line: events.place.line)
            }
        }
        if looksDeep, !events.isAtEnd { throw BoundedYAML.TooDeep(line: events.place.line) }
    }

    /// - Returns: how deep the text is here.
    private mutating func take(_ event: YAMLEvents.Event) -> Int {
        switch event {
        case .scalar(let anchor):
            close(anchor, height: 0)
        case .alias(let name):
            let height = anchors[name] ?? 0
            close(nil, height: height)
            return open.count + height
        case .begin(let anchor): open.append((anchor, 0))
        case .end: if let (anchor, height) = open.popLast() { close(anchor, height: height + 1) }
        case .other: break
        }
        return open.count
    }

    private mutating func close(_ anchor: String?, height: Int) {
        if let anchor { anchors[anchor] = height }
        guard let last = open.indices.last else { return }
        open[last].height = max(open[last].height, height)
    }
}
