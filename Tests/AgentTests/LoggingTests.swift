import Agent
import ConfigurationFiles
import Control
import Foundation
import Linux
import Logging
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("The log")
struct LoggingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-log-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    /// A datagram socket in the journal's place.
    private func listen(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        return descriptor
    }

    @Test(
        """
        the journal gets each value as a field, the message's id and its priority; what the journal does not take goes \
        to standard error
        """
    )
    func journal() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "journal").path
        let journal = try listen(path)
        defer { close(journal) }
        let lines = Lines()
        var logger = Logger(label: "t") { _ in
            JournalLogHandler(socket: JournalSocket(path: path), fallback: LineLogHandler.prefixed(write: lines.add))
        }
        logger.warning(
            "incident opened", metadata: ["cluster": "m1", "cause": "redis-down", "lastError": "one\ntwo\u{1B}[31m"])
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(journal, &buffer, buffer.count, 0)
        let text = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        let fields = Dictionary(
            uniqueKeysWithValues: text.split(separator: "\n").map { line in
                let parts = line.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            })
        #expect(
            fields["KSFLEET_CLUSTER"] == "m1" && fields["KSFLEET_CAUSE"] == "redis-down" && fields["PRIORITY"] == "4"
                && fields["SYSLOG_IDENTIFIER"] == "agentd")
        #expect(fields["MESSAGE_ID"] == JournalMessage.ids["incident opened"])
        #expect(
            fields["MESSAGE"] == "incident opened cause=redis-down cluster=m1 lastError=\"one two [31m\""
                && fields["KSFLEET_LAST_ERROR"] == "one two [31m")
        #expect(lines.all.isEmpty)

        try FileManager.default.removeItem(atPath: path)
        logger[metadataKey: "cluster"] = "m2"
        logger.error("something else")
        #expect(lines.all == ["<3>something else cluster=m2\n"])
    }

    @Test("as text, values with blanks, quotes or backslashes stand in quotation marks (logfmt)")
    func text() throws {
        let lines = Lines()
        let logger = Logger(label: "agentd", factory: LogFormat.text.handler(environment: [:], write: lines.add))
        logger.notice(
            "a repair ended",
            metadata: ["actor": "ksfleet policy", "run": "r-1", "path": "C:\\x", "why": "a \"quote\"\nand a line"])
        let line = try #require(lines.all.first)
        let values = #"actor="ksfleet policy" path="C:\\x" run=r-1 why="a \"quote\" and a line""#
        #expect(line.hasSuffix(" notice agentd: a repair ended \(values)\n"), "\(line)")
        #expect(line.prefix { $0 != " " }.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    }

    @Test("JSON is one object a line, with the id where the message has one")
    func json() throws {
        let lines = Lines()
        let logger = Logger(label: "t", factory: LogFormat.json.handler(environment: [:], write: lines.add))
        logger.notice("stopped", metadata: ["why": "a \"quote\"\nand a line"])
        let object = try JSONSerialization.jsonObject(with: Data(lines.all[0].utf8)) as? [String: String]
        #expect(
            object?["message"] == "stopped" && object?["level"] == "notice"
                && object?["why"] == "a \"quote\" and a line" && object?["message_id"] == JournalMessage.ids["stopped"])
        #expect(lines.all.count == 1 && lines.all[0].hasSuffix("}\n") && object?["time"]?.hasSuffix("Z") == true)
    }

    @Test("JOURNAL_STREAM counts only where it names the stream that standard error is")
    func stream() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let descriptor = try listen(folder.appending(path: "stream").path)
        defer { close(descriptor) }
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        let inode = try #require(UInt64(link.filter(\.isNumber)))
        #expect(JournalSocket.isConnected(["JOURNAL_STREAM": "8:\(inode)"], descriptor: descriptor))
        for other in ["8:\(inode + 1)", "", ":", "1:2:3", "x:y"] {
            #expect(!JournalSocket.isConnected(["JOURNAL_STREAM": other], descriptor: descriptor))
        }
        #expect(!JournalSocket.isConnected(["JOURNAL_STREAM": "8:\(inode)"], descriptor: 2))
        #expect(!JournalSocket.isConnected([:], descriptor: descriptor))
    }

    @Test("every id is one of its own, explained in the catalog, and of a message that the agent writes")
    func catalog() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let catalog = try String(contentsOf: root.appending(path: "systemd/catalog/ksfleet.catalog"), encoding: .utf8)
        // A bare number could be any kind's: no command takes one.
        for field in ["PLAN", "INCIDENT", "RUN"] { #expect(!catalog.contains(" @KSFLEET_\(field)@")) }
        let explained = catalog.split(separator: "\n").filter { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
        #expect(explained.sorted() == JournalMessage.ids.values.sorted() && Set(explained).count == explained.count)
        #expect(explained.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
        let sources = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: "Sources").path)
            .filter { $0.hasSuffix(".swift") && !$0.hasSuffix("JournalMessage.swift") }
            .map { try String(contentsOf: root.appending(path: "Sources/\($0)"), encoding: .utf8) }.joined()
        for message in JournalMessage.ids.keys where !message.hasPrefix("incident ") {
            #expect(sources.contains("\"\(message)\""), "nobody writes \(message)")
        }
    }

    @Test("events that nothing else logs are logged with their fields")
    func events() {
        let lines = Lines()
        let logger = Logger(label: "t") { _ in LineLogHandler.prefixed(write: lines.add) }
        logger.note(
            AgentEvent(.runStep, "patch done: 1 edit").with {
                ($0.cluster, $0.run, $0.step, $0.phase) = ("m1", "r1", "patch", "done")
            })
        logger.note(AgentEvent(.round, "3 clusters"))
        #expect(
            lines.all == [
                "<6>a step of a repair action=patch cluster=m1 phase=done run=r1 text=\"patch done: 1 edit\"\n"
            ])
    }

    private final class Lines: @unchecked Sendable {
        private let lock = NSLock()
        private var lines: [String] = []
        var all: [String] { lock.withLock { lines } }
        @Sendable func add(_ line: String) { lock.withLock { lines.append(line) } }
    }
}
