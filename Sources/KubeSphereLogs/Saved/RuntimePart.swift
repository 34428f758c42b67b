import FoundationEssentials

/// A line of a container runtime's own file, or a part of one: what is longer than 16 KiB comes in parts.
struct RuntimePart {
    let time: [UInt8]?
    let stream: String
    let isLast: Bool
    let text: [UInt8]
    /// Where a line ends is marked by a tag of its own, and not by the end of the text.
    let isTagged: Bool

    /// `TIME stdout|stderr P|F TEXT` of a CRI runtime (kubelet, `/var/log/pods`).
    init?(cri line: UnsafeRawBufferPointer) {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count >= 3, words[1].elementsEqual("stderr".utf8) || words[1].elementsEqual("stdout".utf8),
            LogTimestamp.isTimestamp(UnsafeRawBufferPointer(rebasing: words[0])),
            words[2].first == UInt8(ascii: "F") || words[2].first == UInt8(ascii: "P")
        else { return nil }
        time = Array(words[0])
        stream = String(decoding: words[1], as: UTF8.self)
        // Tags are joined by colons; the first says whether the line ends here.
        isLast = words[2].first == UInt8(ascii: "F")
        text = words.count == 4 ? Array(words[3]) : []
        isTagged = true
    }

    /// nil for what is no JSON.
    init?(_ docker: DockerLine) {
        guard let decoded = docker.decoded() else { return nil }
        (time, stream, isLast) = (decoded.time, docker.stream, docker.isWhole)
        text = decoded.text
        isTagged = false
    }

    /// Docker cuts a line at 16 KiB; characters that are cut in two make some bytes more or less.
    private static let shortestCut = 16_000

    /// Whether a line begins with it although the part before had no end: programs that collect Docker's lines
    /// (fluentd, fluent-bit) leave their ends out. What goes on behind a cut may quote a line, and begin with it.
    func begins(after length: Int) -> Bool {
        !isTagged && length < Self.shortestCut && text.withUnsafeBytes { KlogHeader.begins($0, at: 0) }
    }
}

/// A line of Docker's own file, `{"log":"TEXT\n","stream":"stderr","time":"…"}`, looked at in place: most are of no
/// interest, and decoding is dear.
///
/// The part of a line that goes on in the next one of its stream has no end of line in its text (moby,
/// daemon/logger/jsonfilelog).
struct DockerLine {
    /// Whether a line of the program ends with it.
    let isWhole: Bool
    private let line: UnsafeRawBufferPointer
    private let textEnd: Int

    init?(_ line: UnsafeRawBufferPointer) {
        guard var index = Self.textStart(line) else { return nil }
        var escape: UInt8 = 0
        while index < line.count, line[index] != UInt8(ascii: "\"") {
            guard line[index] == UInt8(ascii: "\\"), index + 1 < line.count else {
                (escape, index) = (0, index + 1)
                continue
            }
            (escape, index) = (line[index + 1], index + 2)
        }
        guard index < line.count else { return nil }
        (self.line, textEnd, isWhole) = (line, index, escape == UInt8(ascii: "n"))
    }

    /// Behind `{"log":"`, as Docker writes it, or with blanks, as whoever saves its lines anew.
    private static func textStart(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.first == UInt8(ascii: "{") else { return nil }
        var rest = line.dropFirst().drop { $0 == UInt8(ascii: " ") }
        guard rest.starts(with: "\"log\"".utf8) else { return nil }
        rest = rest.dropFirst(5).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }
        return rest.first == UInt8(ascii: "\"") ? rest.startIndex + 1 : nil
    }

    /// `stderr`; empty where none is named.
    var stream: String {
        let rest = line[textEnd...]
        guard let name = rest.firstRange(of: "\"stream\"".utf8) else { return "" }
        let value = rest[name.upperBound...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }.dropFirst()
        return String(decoding: value.prefix { $0 != UInt8(ascii: "\"") }.prefix(20), as: UTF8.self)
    }

    private struct Content: Decodable {
        let log: String
        let time: String?
    }

    fileprivate func decoded() -> (text: [UInt8], time: [UInt8]?)? {
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(line)) else { return nil }
        return (Array(content.log.utf8), content.time.map { Array($0.utf8) })
    }
}
