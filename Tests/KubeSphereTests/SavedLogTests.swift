import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("Saved logs, however they were saved")
struct SavedLogTests {
    /// Two failures for lost sessions and one for an expired token, of a 3.4.
    private static let plain = [
        "I1130 07:11:01.000101       1 apiserver.go:297] Start listening on :9090",
        "W1130 07:11:02.000101       1 jwt.go:53] jwt: token is expired by 3h1m2s",
        "W1130 07:40:11.000202       1 jwt.go:53] token not found in cache",
        "W1130 07:40:19.000303       1 jwt.go:53] token not found in cache",
    ]

    private func triage(_ bytes: [UInt8], chunk: Int) -> LogTriage {
        var triage = LogTriage(ends: Date(timeIntervalSince1970: 1_796_000_000))
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes { triage.consume($0) }
        }
        triage.finish()
        return triage
    }

    private func counts(_ triage: LogTriage) -> [FailureCause: Int] {
        Dictionary(triage.failures.map { ($0.cause, $0.count) }, uniquingKeysWith: +)
    }

    private func text(_ shape: String) -> [UInt8] {
        let lines = Self.plain
        func each(_ wrap: (Int, String) -> String, newline: String = "\n") -> [UInt8] {
            Array(lines.enumerated().map { wrap($0.offset, $0.element) + newline }.joined().utf8)
        }
        switch shape {
        case "utf-16le": return [0xFF, 0xFE] + each({ $1 }, newline: "\r\n").flatMap { [$0, 0] }
        case "utf-16be": return [0xFE, 0xFF] + each { $1 }.flatMap { [0, $0] }
        case "utf-16 without a mark": return each { $1 }.flatMap { [$0, 0] }
        case "bom": return [0xEF, 0xBB, 0xBF] + each { $1 }
        case "crlf": return each({ $1 }, newline: "\r\n")
        case "prefix": return each { "[pod/ks-apiserver-aaaaaaaaaa-bbbbb/ks-apiserver] \($1)" }
        case "prefix and timestamps":
            return each { "[pod/ks-apiserver-a-b/ks-apiserver] 2026-11-30T07:40:1\($0).000000001Z \($1)" }
        case "stern": return each { "ks-apiserver-5d9f7b ks-apiserver \($1)" }
        case "stern, coloured":
            return each { "\u{1B}[36mks-apiserver-5d9f7b\u{1B}[0m \u{1B}[32mks-apiserver\u{1B}[0m \($1)" }
        case "syslog": return each { "Nov 30 07:4\($0):11 node-1 ks-apiserver[7\($0)]: \($1)" }
        case "indented": return each { "    \t\($1)" }
        case "coloured": return each { "\u{1B}[33m\($1)\u{1B}[0m" }
        case "cri": return each { "2026-11-30T07:40:1\($0).000000000+08:00 stderr F \($1)" }
        case "cri, in parts":
            return each { number, line in
                let cut = line.index(line.startIndex, offsetBy: line.count - 12)
                return
                    """
                    2026-11-30T07:40:1\(number).0Z stderr P \(line[..<cut])\n2026-11-30T07:40:1\(number).1Z stdout F \
                    x\n2026-11-30T07:40:1\(number).2Z stderr F \(line[cut...])
                    """
            }
        case "cri, in parts that end with blanks":
            return each { number, line in
                let cut = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
                return
                    """
                    2026-11-30T07:40:1\(number).0Z stderr P \(line[..<cut])\n2026-11-30T07:40:1\(number).2Z stderr F \
                    \(line[cut...])
                    """
            }
        case "docker, in parts":
            return each { number, line in
                let places = [0, 9, line.count - 12, line.count - 1, line.count]
                let parts = zip(places, places.dropFirst()).map { String(Array(line)[$0..<$1]) }
                let other =
                    #"""
                    {"log":"I1130 07:40:11.000202       1 x.go:1] a\\n\n","stream":"stdout",\#
                    "time":"2026-11-30T07:40:1\#(number).0Z"}
                    """#
                let written = parts.enumerated().map { index, part in
                    #"""
                    {"log":"\#(part)\#(index == 3 ? #"\n"# : "")","stream":"stderr",\#
                    "time":"2026-11-30T07:40:1\#(number).\#(index)Z"}
                    """#
                }
                return written[0] + "\n" + other + "\n" + written.dropFirst().joined(separator: "\n")
            }
        case "docker, saved anew":
            return each {
                #"{ "log" : "\#($1.prefix(40))", "stream": "stderr", "time": "2026-11-30T07:40:1\#($0).0Z"}"# + "\n"
                    + #"{"log": "\#($1.dropFirst(40))\n", "stream": "stderr"}"#
            }
        case "cr": return each({ $1 }, newline: "\r")
        case "cr, utf-16le": return [0xFF, 0xFE] + each({ $1 }, newline: "\r").flatMap { [$0, 0] }
        case "cr, timestamps": return each({ "2026-11-30T07:40:1\($0).000000001Z \($1)" }, newline: "\r")
        case "docker":
            return each { #"{"log":"\#($1)\n","stream":"stderr","time":"2026-11-30T07:40:1\#($0).000000000Z"}"# }
        case "docker, collected without ends":
            return each { #"{"log":"\#($1)","stream":"stderr","time":"2026-11-30T07:40:1\#($0).000000000Z"}"# }
        case "docker, collected by a program that adds its own":
            return each { #"{"log":"\#($1)","kubernetes":{"pod_name":"x\#($0)"}}"# }
        case "a file's name coloured by grep":
            return each { $1.replacing("jwt.go", with: "\u{1B}[01;31m\u{1B}[Kjwt.go\u{1B}[m\u{1B}[K") }
        case "words coloured by grep, with timestamps":
            return each {
                let line = $1.replacing("not", with: "\u{1B}[01;31m\u{1B}[Knot\u{1B}[m\u{1B}[K")
                return "2026-11-30T07:40:1\($0).000000001Z \(line)"
            }
        case "defaulted container first":
            return Array("Defaulted container \"ks-apiserver\" out of: ks-apiserver, ks-controller-manager\n".utf8)
                + each { $1 }
        default: return each { $1 }
        }
    }

    @Test(
        "what stands around a line hides nothing, wherever the file is cut",
        arguments: [
            "plain", "utf-16le", "utf-16be", "utf-16 without a mark", "bom", "crlf", "prefix", "prefix and timestamps",
            "stern", "stern, coloured", "syslog", "indented",
            "coloured", "cri", "cri, in parts", "cri, in parts that end with blanks", "docker", "docker, in parts",
            "docker, saved anew", "cr", "cr, utf-16le", "cr, timestamps",
            "docker, collected without ends", "docker, collected by a program that adds its own",
            "a file's name coloured by grep", "words coloured by grep, with timestamps", "defaulted container first",
        ], [1, 7, 4_096])
    func shapes(shape: String, chunk: Int) {
        let triage = triage(text(shape), chunk: chunk)
        #expect(triage.isKlog && counts(triage) == [.tokenExpired: 1, .tokenNotInCache: 2], "\(triage.failures)")
        #expect(triage.versions == [.v3_2])
        let timed = [
            "prefix and timestamps", "cri", "cri, in parts", "cri, in parts that end with blanks", "docker",
            "docker, in parts", "docker, saved anew", "cr, timestamps", "docker, collected without ends",
            "words coloured by grep, with timestamps",
        ]
        #expect(triage.isTimestamped == timed.contains(shape))
    }

    @Test("pods of two versions one among the other are counted each by its own lines")
    func pods() {
        var lines: [String] = []
        for second in 10..<20 {
            lines.append(
                "[pod/old/ks-apiserver] W1130 07:40:\(second).000000       1 jwt.go:53] token not found in cache")
            lines.append(
                "[pod/new/ks-apiserver] W1130 07:40:\(second).000001       1 jwt.go:47] token not found in cache")
            lines.append(
                """
                [pod/new/ks-apiserver] E1130 07:40:\(second).000002       1 authentication.go:64] Request \
                authentication failed: token not found in cache
                """
            )
        }
        let triage = triage(Array(lines.joined(separator: "\n").utf8), chunk: 100)
        #expect(counts(triage) == [.tokenNotInCache: 20] && triage.versions == [.v3_2, .v4_1])
    }

    @Test("a log put together of two versions, one after the other, is counted each by its own lines")
    func upgrade() {
        let old = (10..<20).map { "W1130 07:40:\($0).000000       1 jwt.go:53] token not found in cache" }
        let new = (10..<20).flatMap {
            [
                "W1130 09:40:\($0).000001       1 jwt.go:47] token not found in cache",
                """
                E1130 09:40:\($0).000002       1 authentication.go:64] Request authentication failed: token not found \
                in cache
                """,
            ]
        }
        let triage = triage(Array((old + new).joined(separator: "\n").utf8), chunk: 333)
        #expect(counts(triage) == [.tokenNotInCache: 20] && triage.versions == [.v3_2, .v4_1])
    }

    @Test(
        """
        a line that a runtime has cut is one: what its rest quotes is no line of its own, and one whose rest never \
        came counts
        """
    )
    func parts() {
        let quoted = "W1130 07:40:12.000202       1 jwt.go:53] token not found in cache"
        // As Docker cuts it: after 16 KiB.
        let asked = "I1130 07:40:11.000202       1 x.go:1] asked: "
        let long = asked + String(repeating: "x", count: 16_384 - asked.utf8.count)
        let docker =
            #"{"log":"\#(long)","stream":"stderr","time":"2026-11-30T07:40:11Z"}"# + "\n"
            + #"{"log":"\#(quoted)\n","stream":"stderr","time":"2026-11-30T07:40:11Z"}"# + "\n"
        #expect(triage(Array(docker.utf8), chunk: 50).failures.isEmpty)
        let cut = [
            #"{"log":"\#(quoted)","stream":"stderr","time":"2026-11-30T07:40:11Z"}"#,
            "2026-11-30T07:40:11Z stderr P \(quoted)",
            #"{"log":"\#(quoted), \"a\\","stream":"stderr","time":"2026-11-30T07:40:11Z"}"#,
        ]
        for line in cut {
            #expect(counts(triage(Array((line + "\n").utf8), chunk: 50)) == [.tokenNotInCache: 1], "\(line)")
        }
    }

    @Test(
        "a header of a day that its year has not, or of a time that no clock shows, counts without a time of its own",
        arguments: [
            ("0230 07:40:11", false), ("0229 07:40:11", false), ("0431 07:40:11", false), ("0100 07:40:11", false),
            ("1399 99:99:99", false), ("0228 24:00:11", false),
            ("0228 07:60:11", false), ("0228 23:59:11", true), ("1130 07:40:11", true),
        ])
    func impossible(date: String, isTimed: Bool) {
        let line = "W\(date).000202       1 jwt.go:53] token not found in cache\n"
        let bare = triage(Array(line.utf8), chunk: 9)
        #expect(
            counts(bare) == [.tokenNotInCache: 1] && bare.isKlog
                && bare.failures.allSatisfy { ($0.minute > 0) == isTimed }, "\(bare.failures)")
        #expect(triage(Array("    \(line)".utf8), chunk: 9).failures == bare.failures)
        let stamped = triage(Array("2026-11-30T07:40:11.123456789Z \(line)".utf8), chunk: 9)
        #expect(stamped.failures.map(\.minute) == [29_933_740], "\(stamped.failures)")
    }

    @Test("more programs than are kept apart are counted all the same")
    func many() {
        let lines = (0..<200).map {
            "[pod/p\($0)/ks-apiserver] W1130 07:40:11.000000       1 jwt.go:53] token not found in cache"
        }
        #expect(counts(triage(Array(lines.joined(separator: "\n").utf8), chunk: 999)) == [.tokenNotInCache: 200])
    }
}
