import Foundation

/// The exchanges and logs recorded from real servers, beside the tests.
enum Fixtures {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "Fixtures")

    static let versions = ["v3.0.0", "v3.1.1", "v3.4.1", "v4.1.3"]

    static func log(_ version: String, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: directory.appending(path: "logs/\(version)/\(name)")))
    }

    /// For each log file of a version, the failures by cause that its notes state.
    static func expected(_ version: String) throws -> [String: [String: Int]] {
        try JSONDecoder().decode(
            [String: [String: Int]].self,
            from: Data(contentsOf: directory.appending(path: "logs/\(version)/expected.json")))
    }

    /// Status and Status message of one recorded answer.
    static func answer(_ version: String, _ name: String) throws -> (status: Int, message: String) {
        let text = try String(
            decoding: Data(contentsOf: directory.appending(path: "api/\(version)/\(name).response")), as: UTF8.self)
        let status = try Int(require(text.split(separator: " ").dropFirst().first, "no status line in \(name)")) ?? 0
        let body = text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
        let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        return (status, object?["message"] as? String ?? "")
    }

    private static func require<T>(_ value: T?, _ comment: String) throws -> T {
        guard let value else { throw Missing(comment: comment) }
        return value
    }

    struct Missing: Error { let comment: String }
}
