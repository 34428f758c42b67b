import Foundation

@testable import FleetSimulator

enum WallClock {
    static var seconds: Int { Int(Date().timeIntervalSince1970) }
}

/// Files under Tests/Fixtures.
enum Fixture {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func data(_ path: String) throws -> Data { try Data(contentsOf: directory.appending(path: path)) }

    static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appending(path: path).path())
    }
}

/// One recorded request and its answer.
struct RecordedExchange: Sendable {
    let name: String
    let method: String
    let path: String
    let headers: [(String, String)]
    let body: [UInt8]
    let answer: Answer

    var number: Int { Int(name.prefix(2)) ?? 0 }

    /// The exchanges of one version in the order in which they were made.
    static func all(_ version: SimulatedVersion) throws -> [RecordedExchange] {
        let directory = "api/\(version.tag)"
        return try Fixture.text("\(directory)/index.tsv").split(separator: "\n").map { line in
            try RecordedExchange(name: String(line.prefix { $0 != "\t" }), directory: directory)
        }
    }

    init(name: String, directory: String) throws {
        self.name = name
        let request = try RecordedExchange.message("\(directory)/\(name).request")
        let words = request.first.split(separator: " ")
        method = String(words[0])
        path = String(words[1])
        headers = request.headers.filter {
            !["Host", "Content-Length", "Authorization", "X-KubeSphere-Authorization"].contains($0.0)
        }
        body = request.body
        let response = try RecordedExchange.message("\(directory)/\(name).response")
        let decoded = "\(directory)/\(name).body"
        answer = Answer(
            status: Int(response.first.split(separator: " ")[1]) ?? 0,
            body: Fixture.exists(decoded) ? Array(try Fixture.data(decoded)) : response.body,
            contentType: response.headers.first { $0.0 == "Content-Type" }?.1 ?? "")
    }

    private static func message(_ path: String) throws -> (first: String, headers: [(String, String)], body: [UInt8]) {
        let data = try Fixture.data(path)
        let separator = Data("\r\n\r\n".utf8)
        let end = data.range(of: separator)
        let head = String(decoding: data[..<(end?.lowerBound ?? data.endIndex)], as: UTF8.self)
        let lines = head.split(whereSeparator: \.isNewline)
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            let halves = line.split(separator: ":", maxSplits: 1)
            return halves.count == 2 ? (String(halves[0]), halves[1].trimmingCharacters(in: .whitespaces)) : nil
        }
        return (String(lines[0]), headers, end.map { Array(data[$0.upperBound...]) } ?? [])
    }
}
