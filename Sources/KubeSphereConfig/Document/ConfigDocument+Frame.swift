import Crypto
package import Fleet
import FoundationEssentials
import GoReading
import Yams

extension ConfigDocument {
    /// Of the text without the entries of `jwtSecret` and `accessTokenMaxAge`: two documents with the same one differ
    /// in these at most.
    package func frame(key: FingerprintKey) -> Fingerprint { Fingerprint(of: SecretValue(frame), key: key) }

    /// An entry's line is taken out, so that an absent entry is like any other; where it shares its line, its value is
    /// made the same in every document; where neither is possible it stays, and documents differ in it.
    static func frame(_ text: String, _ tree: YAMLTree, _ layout: ConfigLayout) -> String {
        let entries = [layout.jwtSecretPath, layout.maxAgePath].compactMap(tree.entry).filter { !$0.isMerged }
        var lines = SourceLines(text)
        // From below: the marks of what stands above hold.
        for entry in entries.sorted(by: { $0.place > $1.place }) { lines.takeOut(entry) }
        lines.takeOutComments()
        return SHA256.hash(data: Data(lines.text.utf8)).hexadecimal
    }
}

extension GoEntry {
    fileprivate var place: (line: Int, column: Int) { valueNode.mark.map { ($0.line, $0.column) } ?? (0, 0) }
}

extension SourceLines {
    /// Lines that hold nothing but a comment, or nothing at all, are nothing to any reader.
    fileprivate mutating func takeOutComments() {
        lines.removeAll { line in
            let first = line.text.first { $0 != " " }
            return first == nil || first == "#"
        }
    }

    fileprivate mutating func takeOut(_ entry: GoEntry) {
        do throws(Fault) { try remove(entry) } catch { try? replaceValue(of: entry, with: "0") }
    }
}
