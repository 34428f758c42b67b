import Files
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("Small files")
struct BoundedFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-files-\(UUID().uuidString)")

    private func inFolder(_ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "file").path)
    }

    private func problem(_ path: String, atMost limit: Int = 100) -> FileProblem? {
        do throws(FileProblem) { _ = try BoundedFile.text(of: path, atMost: limit) } catch { return error }
        return nil
    }

    @Test("a file up to the limit is read whole", arguments: [0, 1, 4095, 4096, 4097, 20_000])
    func whole(size: Int) throws {
        try inFolder { path in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try BoundedFile.bytes(of: path, atMost: size) == bytes)
            #expect(try BoundedFile.bytes(of: path, atMost: 1 << 20) == bytes)
        }
    }

    @Test(
        "a larger one is refused, with the limit",
        arguments: [(100, "100 bytes"), (4096, "4 KiB"), (1 << 20, "1 MiB")])
    func tooLarge(limit: Int, text: String) throws {
        try inFolder { path in
            try Data(repeating: 0x20, count: limit + 1).write(to: URL(filePath: path))
            #expect(problem(path, atMost: limit)?.words == "is larger than \(text)")
        }
    }

    @Test("a pipe is read to its end, and no further than the limit")
    func pipe() throws {
        try inFolder { path in
            try #require(mkfifo(path, 0o600) == 0)
            // A writer of its own: opening either end waits for the other, and its close is the end.
            func reading(_ count: Int, _ read: () throws -> Void) throws {
                let writer = Thread {
                    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
                    _ = write(descriptor, [UInt8](repeating: 0x61, count: count), count)
                    close(descriptor)
                }
                writer.start()
                try read()
            }
            try reading(100) {
                let bytes = try BoundedFile.bytes(of: path, atMost: 100)
                #expect(bytes == [UInt8](repeating: 0x61, count: 100))
            }
            try reading(101) { #expect(problem(path)?.reason == .tooLarge(limit: 100)) }
        }
    }

    @Test("each kind of file that is none has its own words")
    func kinds() throws {
        try inFolder { path in
            #expect(problem(path)?.words == "no such file")
            #expect(problem(path + "/below")?.words == "no such file")
            #expect(problem(path + "\0tail")?.reason == .missing)
            #expect(problem(folder.path)?.reason == .directory)
            #expect(problem("/dev/zero")?.reason == .device)
            try Data([0xFF, 0xFE]).write(to: URL(filePath: path))
            #expect(problem(path)?.words == "is not UTF-8 text")
            try #require(symlink("loop", folder.appending(path: "loop").path) == 0)
            #expect(problem(folder.appending(path: "loop").path)?.words.hasPrefix("cannot be read: ") == true)
        }
    }

    @Test("who may read it is told with the contents")
    func permissions() throws {
        try inFolder { path in
            try Data([1]).write(to: URL(filePath: path))
            try #require(chmod(path, 0o640) == 0)
            #expect(try BoundedFile.contents(of: path, atMost: 1).permissions == 0o640)
        }
    }
}
