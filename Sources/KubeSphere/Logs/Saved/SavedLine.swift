import FoundationEssentials

/// One line of a saved log without what was put around it.
struct SavedLine: Equatable {
    /// Of which of several programs the line is, as far as what stood around it says; empty where there is one.
    var source: String
    /// The time of the API or of the container runtime, where there is one.
    var time: [UInt8]?
    /// From klog's header on.
    var text: [UInt8]
}

/// Takes away what stands around the lines of a program: `TIME stderr F …` of a CRI runtime (its parts joined again), `{"log":"…"}` of Docker,
/// `[pod/NAME/CONTAINER] …` of kubectl's `--prefix`, `NAME CONTAINER …` of stern, syslog's head, indentation, colours.
struct LineUnwrapper {
    /// Of a CRI runtime's long lines the parts that have come, by stream.
    private var parts: [String: (time: [UInt8], text: [UInt8])] = [:]
    private static let longest = 64 << 10

    /// nil for a line that can tell of no failure, a part of one among them.
    mutating func unwrap(_ line: UnsafeRawBufferPointer) -> SavedLine? {
        let clean = line.contains(0x1B) ? Self.withoutColours(line) : Array(line)
        return clean.withUnsafeBytes { bytes in
            let trimmed = Self.trimmed(bytes)
            if let part = RuntimePart(trimmed) { return join(part) }
            if trimmed.starts(with: Self.docker) { return Self.ofDocker(trimmed) }
            return Self.ofText(trimmed, time: nil)
        }
    }

    // MARK: A CRI runtime's file

    private mutating func join(_ part: RuntimePart) -> SavedLine? {
        let before = parts.removeValue(forKey: part.stream)
        let text = (before?.text ?? []) + part.text.prefix(max(0, Self.longest - (before?.text.count ?? 0)))
        let time = before?.time ?? part.time
        guard part.isLast else {
            parts[part.stream] = (time, text)
            return nil
        }
        return text.withUnsafeBytes { Self.ofText($0, time: time) }
    }

    // MARK: Docker's file

    private static let docker = Array("{\"log\":\"".utf8)

    private struct DockerLine: Decodable {
        let log: String
        let time: String?
    }

    private static func ofDocker(_ line: UnsafeRawBufferPointer) -> SavedLine? {
        // Nearly every line is of no interest: a header that is none is told before JSON is read.
        guard let start = KlogHeader.start(in: line), KlogHeader.isGrave(line, at: start),
            let decoded = try? JSONDecoder().decode(DockerLine.self, from: Data(line))
        else { return nil }
        return Array(decoded.log.utf8).withUnsafeBytes { ofText(trimmed($0), time: decoded.time.map { Array($0.utf8) }) }
    }

    // MARK: Anything else before the header

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

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 10 || byte == 13 }

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

/// A line of a CRI runtime's own file: `TIME stdout|stderr P|F TEXT` (kubelet, `/var/log/pods`).
private struct RuntimePart {
    let time: [UInt8]
    let stream: String
    let isLast: Bool
    let text: [UInt8]

    init?(_ line: UnsafeRawBufferPointer) {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count >= 3, words[1].elementsEqual("stderr".utf8) || words[1].elementsEqual("stdout".utf8),
            UnsafeRawBufferPointer(rebasing: words[0]).isTimestamp, words[2].first == UInt8(ascii: "F") || words[2].first == UInt8(ascii: "P")
        else { return nil }
        time = Array(words[0])
        stream = String(decoding: words[1], as: UTF8.self)
        // Tags are joined by colons; the first says whether the line ends here.
        isLast = words[2].first == UInt8(ascii: "F")
        text = words.count == 4 ? Array(words[3]) : []
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var isTimestamp: Bool { LogTimestamp.isTimestamp(self) }
}
