/// One line of a saved log without what was put around it.
struct SavedLine: Equatable {
    /// Of which of several programs the line is, as far as what stood around it says; empty where there is one.
    var source: String
    /// The time of the API or of the container runtime, where there is one.
    var time: [UInt8]?
    /// From klog's header on.
    var text: [UInt8]
}

/// Takes away what stands around the lines of a program: `TIME stderr F …` of a CRI runtime, `{"log":"…"}` of Docker
/// (the parts of both joined again), `[pod/NAME/CONTAINER] …` of kubectl's `--prefix`, `NAME CONTAINER …` of stern,
/// syslog's head, indentation, colours.
struct LineUnwrapper {
    /// Of a runtime's long lines the parts that have come, by stream.
    private var parts: [String: (time: [UInt8]?, text: [UInt8])] = [:]
    private static let longest = 64 << 10
    private static let mostStreams = 8

    /// None for a line that can tell of no failure, a part of one among them; two where the one before was no part.
    mutating func unwrap(_ line: UnsafeRawBufferPointer) -> [SavedLine] {
        Self.withClean(line) { whole in
            // Where a part ends with a blank, its line goes on behind it.
            if let part = RuntimePart(cri: Self.withoutLineEnd(whole)) { return join(part) }
            let line = Self.trimmed(whole)
            if let docker = DockerLine(line) { return ofDocker(docker, line) }
            return Self.list(Self.ofText(line, time: nil))
        }
    }

    private static func list(_ line: SavedLine?) -> [SavedLine] { line.map { [$0] } ?? [] }

    /// The lines whose last part never came: the log ends within them.
    mutating func finish() -> [SavedLine] {
        defer { parts = [:] }
        return parts.sorted { $0.key < $1.key }.compactMap { Self.ofText($0.value.text, time: $0.value.time) }
    }

    /// What a line says, whatever it tells of; a part of one is taken as it is.
    static func text(of line: UnsafeRawBufferPointer) -> [UInt8] {
        withClean(line) { whole in
            let line = trimmed(whole)
            if let part = RuntimePart(cri: line) ?? DockerLine(line).flatMap({ RuntimePart($0) }) {
                return part.text.withUnsafeBytes { Array(trimmed($0)) }
            }
            var rest = line[...]
            if rest.first == UInt8(ascii: "["), let end = rest.prefix(400).firstIndex(of: UInt8(ascii: "]")) {
                rest = rest[(end + 1)...].drop { isBlank($0) }
            }
            let word = rest.prefix { !isBlank($0) }
            guard LogTimestamp.isTimestamp(UnsafeRawBufferPointer(rebasing: word)) else { return Array(rest) }
            return Array(rest[word.endIndex...].drop { isBlank($0) })
        }
    }

    private static func withClean<Result>(_ line: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result)
        -> Result
    {
        // What `copytruncate` cuts off leaves NULs before the next line.
        let line = UnsafeRawBufferPointer(rebasing: line.drop { $0 == 0 })
        let clean = line.contains(0x1B) ? withoutColours(line) : Array(line)
        return clean.withUnsafeBytes { body($0) }
    }

    // MARK: A runtime's file

    private mutating func join(_ part: RuntimePart) -> [SavedLine] {
        guard let before = parts.removeValue(forKey: part.stream) else { return add(part, after: nil) }
        guard part.begins(after: before.text.count) else { return add(part, after: before) }
        return Self.list(Self.ofText(before.text, time: before.time)) + add(part, after: nil)
    }

    private mutating func add(_ part: RuntimePart, after before: (time: [UInt8]?, text: [UInt8])?) -> [SavedLine] {
        let text = (before?.text ?? []) + part.text.prefix(max(0, Self.longest - (before?.text.count ?? 0)))
        let time = before?.time ?? part.time
        guard part.isLast || parts.count >= Self.mostStreams else {
            parts[part.stream] = (time, text)
            return []
        }
        return Self.list(Self.ofText(text, time: time))
    }

    /// Nearly every line is whole and of no interest: a header that is none is told before JSON is read.
    private mutating func ofDocker(_ docker: DockerLine, _ line: UnsafeRawBufferPointer) -> [SavedLine] {
        if docker.isWhole, parts.isEmpty || parts[docker.stream] == nil {
            guard let start = KlogHeader.start(in: line), KlogHeader.isGrave(line, at: start) else { return [] }
        }
        return RuntimePart(docker).map { join($0) } ?? []
    }

    // MARK: Anything else before the header

    private static func ofText(_ text: [UInt8], time: [UInt8]?) -> SavedLine? {
        text.withUnsafeBytes { ofText(trimmed($0), time: time) }
    }

    private static func ofText(_ line: UnsafeRawBufferPointer, time: [UInt8]?) -> SavedLine? {
        guard let start = KlogHeader.start(in: line), KlogHeader.isGrave(line, at: start) else { return nil }
        let words = line[..<start].split(separator: UInt8(ascii: " "), maxSplits: 16).map { Array($0) }
        let own = words.last { $0.withUnsafeBytes { LogTimestamp.isTimestamp($0) } }
        let source = words.filter { !isTime($0) }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        return SavedLine(source: String(source.prefix(200)), time: own ?? time, text: Array(line[start...]))
    }

    /// Times and numbers tell no programs apart: those of syslog change with every line.
    private static func isTime(_ word: [UInt8]) -> Bool {
        guard let first = word.first, first &- 48 < 10 else { return false }
        return word.allSatisfy { $0 &- 48 < 10 || "-:.TZ+".utf8.contains($0) }
    }

    private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, line.count)
        while start < end, isBlank(line[start]) { start += 1 }
        while end > start, isBlank(line[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[start..<end])
    }

    private static func withoutLineEnd(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let blanks = line.prefix(while: isBlank).count
        return UnsafeRawBufferPointer(
            rebasing: line.last == 13 ? line[..<(line.count - 1)].dropFirst(blanks) : line.dropFirst(blanks))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 10 || byte == 13
    }

    /// ECMA-48 control sequences, `ESC [ … LETTER`.
    private static func withoutColours(_ line: UnsafeRawBufferPointer) -> [UInt8] {
        var (kept, rest) = ([UInt8](), line[...])
        while let byte = rest.popFirst() {
            guard byte == 0x1B else {
                kept.append(byte)
                continue
            }
            guard rest.first == UInt8(ascii: "[") else { continue }
            rest = rest.dropFirst().drop { (0x20...0x3F).contains($0) }.dropFirst()
        }
        return kept
    }
}
