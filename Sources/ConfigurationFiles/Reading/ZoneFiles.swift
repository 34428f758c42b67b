import Files
package import Fleet
import FoundationEssentials

/// The time zones of this machine: a directory of TZif files, as package tzdata installs it.
package struct ZoneFiles: Sendable {
    private let directory: String
    /// The largest file of tzdata is under 4 KiB; nothing that is a zone is larger than this.
    private static let largest = 1 << 20

    package init(directory: String = "/usr/share/zoneinfo") { self.directory = directory }

    /// Where the C library looks, too.
    package static var system: ZoneFiles {
        ZoneFiles(
            directory: ProcessInfo.processInfo.environment["TZDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
                ?? "/usr/share/zoneinfo")
    }

    /// The rules of one zone; the reason where there are none. UTC needs no file.
    package func zone(_ name: String) -> Result<ZoneRules, ZoneFault> {
        if let rules = ZoneTable()[name] { return .success(rules) }
        guard isName(name) else { return .failure(.unknown(nil)) }
        let path = "\(directory)/\(name)"
        guard let bytes = try? BoundedFile.bytes(of: path, atMost: Self.largest) else {
            return .failure(
                FileManager.default.fileExists(atPath: directory)
                    ? .unknown(Spelling.nearest(to: name, among: names)) : .noZones(directory))
        }
        do {
            return .success(try ZoneRules(tzif: bytes))
        } catch {
            return .failure(.malformed(path, error.message))
        }
    }

    /// The zones that a policy names, as far as they can be read: a gate that needs another one refuses.
    package func table(for policy: Policy) -> ZoneTable {
        ZoneTable(policy.zoneNames.reduce(into: [:]) { $0[$1] = try? zone($1).get() })
    }

    /// No way out of the directory, and no file of another kind by a strange name.
    private func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0 & 0xDF) || "_+-/".utf8.contains($0)
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix("/") && !name.hasSuffix("/")
    }

    private var names: [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: directory))?.filter {
            isName($0) && !$0.hasPrefix("right/") && !$0.hasPrefix("posix/")
        } ?? []
    }
}

/// Why a time zone is not there.
package enum ZoneFault: Error, Equatable, Sendable {
    /// With the name that it resembles.
    case unknown(String?)
    case noZones(String)
    case malformed(String, String)

    package func message(_ name: String) -> String {
        let name = printable(name, limit: 60)
        return switch self {
        case .unknown(let near):
            "unknown time zone \(name)"
                + (near.map { "; did you mean \($0)?" } ?? ": an IANA name is expected, such as Asia/Shanghai or UTC")
        case .noZones(let directory): "time zone \(name) cannot be read: \(directory) does not exist (install tzdata)"
        case .malformed(let path, let why): "time zone \(name) cannot be read: \(path): \(printable(why))"
        }
    }
}
