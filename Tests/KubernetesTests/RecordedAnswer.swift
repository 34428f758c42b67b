import FoundationEssentials

/// One answer of a real API server, from Tests/Fixtures/api.
struct RecordedAnswer {
    let status: Int
    let body: String

    struct Unreadable: Error { let name: String }

    init(_ version: String, _ name: String) throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/api/\(version)")
        let response = String(
            decoding: try Data(contentsOf: directory.appending(path: "\(name).response")), as: UTF8.self
        )
        .replacing("\r\n", with: "\n")
        guard let end = response.firstRange(of: "\n\n"),
            let code = response.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap({ Int($0) })
        else { throw Unreadable(name: name) }
        status = code
        // The body stands by itself where the answer came in chunks.
        if let whole = try? Data(contentsOf: directory.appending(path: "\(name).body")) {
            body = String(decoding: whole, as: UTF8.self)
        } else {
            body = String(response[end.upperBound...])
        }
    }

    func decode<Value: Decodable>(_ type: Value.Type, with decoder: JSONDecoder) throws -> Value {
        try decoder.decode(type, from: Data(body.utf8))
    }
}
