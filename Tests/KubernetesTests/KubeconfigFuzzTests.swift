import Fleet
import Foundation
import Testing

@testable import Kubeconfig
@testable import Kubernetes

/// Kubeconfigs that nobody would write: the reader says something about each, in a thread whose stack is small. Seeded:
/// a failure tells its seed; `FUZZ_ROUNDS` makes it longer.
@Suite("Kubeconfigs, whatever they hold")
struct KubeconfigFuzzTests {
    /// What a thread of a pool has at the least.
    private static let smallStack = 512 << 10
    private static let seeds: Range<UInt64> = 0..<8
    private static let rounds =
        (ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1_200) / seeds.count

    @Test("Corrupted variants of the corpus are read or refused, by line and field", arguments: seeds)
    func corrupted(seed: UInt64) async throws {
        let variants = try KubeconfigVariant.all().filter { $0.encoding == "utf-8" }
        let holes = try KubeconfigHoles().filled(port: 6443)
        try await withDirectory { directory in
            var random = SplitMix64(state: seed)
            for _ in 0..<Self.rounds {
                let variant = variants[Int(random.below(variants.count))]
                let paths = try variant.write(into: directory, holes)
                guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else { continue }
                var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
                for _ in 0...random.below(4) { random.corrupt(&bytes) }
                try Data(bytes).write(to: URL(filePath: path))
                Self.read(paths)
                _ = KubeconfigCredential(kubeconfig: bytes)
                _ = KubeconfigCredential.isEncodedOnceMore(bytes)
            }
        }
    }

    private static func read(_ paths: [String]) {
        do {
            let loaded = try Kubeconfig.load(paths: paths)
            #expect(!loaded.warnings.contains { $0.message.isEmpty || $0.remedy.oneLine.isEmpty })
            let endpoints = loaded.contexts.compactMap {
                try? loaded.endpoint(forContext: $0, proxies: ProxyEnvironment([:])).get()
            }
            _ = KubeconfigWarning.servers(of: endpoints)
        } catch {
            #expect(!error.description.isEmpty && error.file != nil)
        }
    }

    /// Shapes that overflow a stack, multiply, or take a time that grows with the square of their length.
    private static let shapes: [String: String] = {
        let deep = 100_000
        let steps = (0..<20_000).map { "a\($0): &a\($0) [\($0 == 0 ? "x" : "*a\($0 - 1)")]" }
        let blocks = (0..<20_000).map { "a\($0): &a\($0)\n  b: \($0 == 0 ? "x" : "*a\($0 - 1)")" }
        let bomb = (1..<40).map {
            "b\($0): &b\($0) [\(Array(repeating: "*b\($0 - 1)", count: 9).joined(separator: ","))]"
        }
        let merges = (1..<40).map { "m\($0): &m\($0) {<<: [*m\($0 - 1), *m\($0 - 1), *m\($0 - 1)]}" }
        let stairs = (0..<2_000).map { String(repeating: " ", count: $0) + "a:" }
        return [
            "brackets": String(repeating: "[", count: deep), "braces": String(repeating: "{a: ", count: deep),
            "dashes": String(repeating: "- ", count: deep),
            "questions": String(repeating: "? ", count: deep), "colons": String(repeating: ": ", count: deep),
            "colons and dashes": String(repeating: ": - ", count: deep),
            "a chain of aliases": steps.joined(separator: "\n"),
            "a chain of aliases in blocks": blocks.joined(separator: "\n"),
            "a chain of aliases, and an error": steps.joined(separator: "\n") + "\n]",
            "aliases that multiply": "b0: &b0 [x]\n" + bomb.joined(separator: "\n"),
            "merges that multiply": "m0: &m0 {a: b}\n" + merges.joined(separator: "\n"),
            "stairs": stairs.joined(separator: "\n"), "stairs of old line breaks": stairs.joined(separator: "\r"),
            "stairs of next lines": stairs.joined(separator: "\u{85}"),
            "stairs of line separators": stairs.joined(separator: "\u{2028}"),
            "a key of megabytes": String(repeating: "k", count: 4 << 20) + ": v",
            "quotes without end": String(repeating: "'", count: 200_001),
            "many documents": String(repeating: "---\na: b\n", count: 50_000),
            "many anchors": (0..<deep).map { "- &x\($0) y" }.joined(separator: "\n"),
            "a list of lists": "x:\n" + String(repeating: "- - - - a\n", count: 20_000),
        ]
    }()

    @Test("Hostile shapes end no process, and are bounded in time and memory", arguments: shapes.keys.sorted())
    func hostile(name: String) async throws {
        let text = try #require(Self.shapes[name])
        await onSmallStack(Self.smallStack) {
            if let (root, _) = try? KubeconfigNodeReader.read(text) { #expect(root != nil) }
            _ = try? BoundedYAML.compose(text)
            _ = KubeconfigCredential(kubeconfig: Array(text.utf8))
        }
    }

    @Test("What is bounded is refused for what it is", arguments: ["aliases that multiply", "merges that multiply"])
    func multiplied(name: String) throws {
        let text = try #require(Self.shapes[name])
        #expect(throws: BoundedYAML.TooLarge.self) { try KubeconfigNodeReader.read(text) }
        #expect(throws: BoundedYAML.TooLarge.self) { try BoundedYAML.compose(text) }
    }

    @Test(
        "What is too deep is refused for what it is",
        arguments: [
            "brackets", "colons", "dashes", "a chain of aliases", "a chain of aliases in blocks", "stairs",
            "stairs of next lines", "stairs of old line breaks",
        ])
    func deep(name: String) throws {
        let text = try #require(Self.shapes[name])
        let error = try #require(throws: BoundedYAML.TooDeep.self) { try KubeconfigNodeReader.read(text) }
        #expect(error.line >= 1 && error.line <= 20_000)
    }

    @Test("A thousand users that share a mapping are nothing out of the ordinary")
    func ordinary() throws {
        let users = (0..<1_000).map { "- name: u\($0)\n  user:\n    <<: *base\n    as: user-\($0)" }
        let root = try #require(
            try KubeconfigNodeReader.read("x: &base\n  token: t\nusers:\n" + users.joined(separator: "\n")).root)
        #expect(root["users"]?.items.count == 1_000 && root["users"]?.items.last?["user"]?["token"]?.scalar == "t")
    }

    @Test("PEM of many beginnings, and of many ends, is read in a time that grows with its length")
    func pem() {
        let begin = "-----BEGIN CERTIFICATE-----\n"
        let end = "-----END CERTIFICATE-----\n"
        for text in [
            String(repeating: begin, count: 40_000), String(repeating: begin, count: 40_000) + end,
            String(repeating: end, count: 40_000),
            String(repeating: begin + "QUJD\n", count: 20_000) + "-----END X-----\n",
            String(repeating: begin + "a: b\n", count: 20_000),
        ] {
            #expect(PEMBlock.all(in: Array(text.utf8)).count <= 1)
        }
        #expect(PEMBlock.all(in: Array(String(repeating: begin + "QUJD\n" + end, count: 20_000).utf8)).count == 20_000)
    }
}

/// Runs a closure in a thread of its own.
private func onSmallStack(_ size: Int, _ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        let thread = Thread {
            body()
            continuation.resume()
        }
        thread.stackSize = size
        thread.start()
    }
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    private static let pieces = [
        "\n", "\t", ": ", "- ", "? ", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "<<: *a\n", "---\n", "...\n", "|\n",
        ">-\n", "!!binary ", "!x ", "#", "\u{FEFF}",
        "\u{85}", "\u{2028}", "\0", "%YAML 1.1\n", "-----BEGIN CERTIFICATE-----\n", "-----END ", "null", "~",
        "99999999999999999999", "\\x", "users:\n", "https://",
    ].map { Array($0.utf8) }

    /// One change: a byte, a piece put in, a part taken out, a part twice, or the end cut off.
    mutating func corrupt(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let (start, length) = (below(bytes.count), below(40))
        let part = start..<min(bytes.count, start + length)
        switch below(6) {
        case 0: bytes[start] = UInt8(truncatingIfNeeded: next())
        case 1, 2: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: start)
        case 3: bytes.removeSubrange(part)
        case 4: bytes.insert(contentsOf: Array(bytes[part]), at: below(bytes.count))
        default: bytes.removeLast(min(bytes.count, length))
        }
    }
}
