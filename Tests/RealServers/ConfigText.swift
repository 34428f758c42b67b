import Foundation
import Yams

/// A kubesphere.yaml as the suite reads and breaks it: by lines, knowing nothing of how ksfleet does.
struct ConfigText: Equatable {
    let text: String
    /// 4.x has the settings below `authentication.issuer`.
    let isVersion4: Bool
    let secret: String
    let issuer: String
    /// As it is written; nil where it is absent.
    let maxAge: String?
    let role: String?
    let namesRedis: Bool

    init(_ text: String) throws(Trouble) {
        let root: Node
        do { root = try Yams.compose(yaml: text) ?? Node([(Node, Node)]()) } catch {
            throw Trouble("kubesphere.yaml is not YAML")
        }
        let authentication = root["authentication"]
        isVersion4 = authentication?["issuer"]?["jwtSecret"] != nil
        guard let secret = (isVersion4 ? authentication?["issuer"] : authentication)?["jwtSecret"]?.scalar?.string,
            !secret.isEmpty
        else {
            throw Trouble("kubesphere.yaml has no jwtSecret")
        }
        self.text = text
        self.secret = secret
        maxAge = authentication?[isVersion4 ? "issuer" : "oauthOptions"]?["accessTokenMaxAge"]?.scalar?.string
        issuer =
            (isVersion4 ? authentication?["issuer"]?["url"] : authentication?["oauthOptions"]?["issuer"])?.scalar?
            .string ?? "kubesphere"
        role =
            root["multicluster"]?["clusterRole"]?.scalar?.string
            ?? (root["multicluster"]?["enable"]?.scalar?.string == "true" ? "host" : nil)
        let cache = root["cache"]?["type"]?.scalar?.string.lowercased()
        namesRedis = cache == "redis" || (cache == nil && root["redis"]?["host"]?.scalar?.string.isEmpty == false)
    }

    static let secretKey = "jwtSecret"
    static let maxAgeKey = "accessTokenMaxAge"

    /// The value of a key of its own line replaced, and nothing else.
    func setting(_ key: String, to literal: String) throws(Trouble) -> String {
        try changing(key) { line in
            guard let colon = line.range(of: "\(key):") else { return nil }
            let value = Self.value(in: line, after: colon.upperBound)
            return line.replacingCharacters(in: value, with: literal)
        }
    }

    func removing(_ key: String) throws(Trouble) -> String { try changing(key) { _ in nil } }

    /// Two documents, and the lines that differ between them.
    static func changedLines(_ old: String, _ new: String) -> Int {
        let difference = lines(new).difference(from: lines(old))
        return max(difference.insertions.count, difference.removals.count)
    }

    private func changing(_ key: String, _ change: (String) -> String?) throws(Trouble) -> String {
        var lines = Self.lines(text)
        let hits = lines.indices.filter { lines[$0].drop { $0 == " " }.hasPrefix("\(key):") }
        guard hits.count == 1, let index = hits.first else {
            throw Trouble("kubesphere.yaml has \(hits.count) lines of \(key), and the suite breaks exactly one")
        }
        if let line = change(lines[index]) { lines[index] = line } else { lines.remove(at: index) }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [String] {
        // By bytes: to a Swift string CRLF is one character, and no line feed.
        text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Where the scalar stands: a quoted one with its quotes, a plain one up to its comment.
    private static func value(in line: String, after colon: String.Index) -> Range<String.Index> {
        let start = line[colon...].firstIndex { $0 != " " && $0 != "\t" } ?? line.endIndex
        guard start < line.endIndex else { return start..<start }
        if line[start] == "\"" || line[start] == "'" {
            let end = line[line.index(after: start)...].firstIndex(of: line[start]).map { line.index(after: $0) }
            return start..<(end ?? line.endIndex)
        }
        let comment = line[start...].indices.first {
            line[$0] == "#" && $0 > start && " \t".contains(line[line.index(before: $0)])
        }
        let last = line[start..<(comment ?? line.endIndex)].lastIndex { !$0.isWhitespace }
        return start..<(last.map { line.index(after: $0) } ?? start)
    }
}

extension ConfigText {
    /// The same configuration with what patches, JSON and YAML trip over: `<`, `&`, quotes, tabs, CRLF, Chinese, and
    /// comments beside the very values.
    func odd() throws(Trouble) -> String {
        let remark = "\t# 集群 <a/b> & \"quotes\" 'single' \\n é"
        var text = try ConfigText(try setting(Self.secretKey, to: "\"\(escapedSecret)\"\(remark)")).text
        if maxAge != nil { text = try ConfigText(text).setting(Self.maxAgeKey, to: "\(maxAge ?? "0")\(remark)") }
        let header = "# <&>\t\"'` %s ${x} 用户登录 𝄞\n# a/b \\/ \\u003c\n"
        return (header + text).replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
    }

    private var escapedSecret: String { secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
}
