import Fleet
import Foundation
import KubeSphere

/// Makes a log that looks like a ks-apiserver's (`make FILE MEBIBYTES`) and counts the failures in one (`count FILE`).
@main
enum LogBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.count) {
        case ("make", 4): try make(arguments[2], mebibytes: Int(arguments[3]) ?? 64)
        case ("count", 3): try count(arguments[2])
        default:
            print("usage: bench-logs make FILE MEBIBYTES | bench-logs count FILE")
            exit(64)
        }
    }

    /// 4.1's lines, timestamped by the API: mostly the access log, and one failed authentication in about fifty
    /// requests.
    private static func make(_ path: String, mebibytes: Int) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteNoPermission) }
        let failure = [
            "W|jwt.go:47] token not found in cache",
            "E|authentication.go:64] Request authentication failed: token not found in cache",
        ]
        let access =
            """
            I|filters.go:96] 10.233.64.17 - \"GET /kapis/resources.kubesphere.io/v1alpha3/deployments?limit=10&page=1 \
            HTTP/1.1\" 200 18734 12ms
            """
        var written = 0
        var number = 0
        while written < mebibytes << 20 {
            var block = ""
            for _ in 0..<2000 {
                for line in number % 50 == 0 ? failure + [access] : [access] { block += stamp(line, number) }
                number += 1
            }
            let data = Data(block.utf8)
            try file.write(contentsOf: data)
            written += data.count
        }
    }

    private static func stamp(_ line: String, _ number: Int) -> String {
        let second = String(format: "%02d:%02d:%02d", number / 3600 % 24, number / 60 % 60, number % 60)
        let parts = line.split(separator: "|", maxSplits: 1)
        return "2026-11-24T\(second).123456789Z \(parts[0])1124 \(second).123400       1 \(parts[1])\n"
    }

    /// Reads as the agent's stream arrives: in chunks of 64 KiB.
    private static func count(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
        var classifier = LogClassifier(timestamped: true)
        let size = 64 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { buffer.deallocate() }
        let clock = ContinuousClock()
        let started = clock.now
        while true {
            let got = read(file.fileDescriptor, buffer.baseAddress, size)
            guard got > 0 else { break }
            classifier.consume(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
        classifier.finish()
        let seconds =
            Double((clock.now - started).components.attoseconds) / 1e18
            + Double((clock.now - started).components.seconds)
        let failures = classifier.failures.reduce(0) { $0 + $1.count }
        print(
            String(
                format: "%d failures in %d bytes, %.3f s, %.2f GB/s", failures, classifier.bytes, seconds,
                Double(classifier.bytes) / seconds / 1e9))
    }
}
