import Fleet
import Yams

/// What the settings of one document are to the process that reads them, as far as its kind of value decides whether it starts.
///
/// From the structs of the versions: pkg/apiserver/authentication (options.go, oauth/options.go) and multicluster/options.go of v3.0.0 to v4.1.3.
/// Only settings that every version of a layout has: one that does not know a key does not mind what stands there.
struct ConfigSchema {
    let settings: [(path: [String], kind: ValueKind)]

    init(_ layout: ConfigLayout) {
        let common: [(String, ValueKind)] = [
            ("authenticateRateLimiterMaxTries", .number), ("authenticateRateLimiterDuration", .duration),
            ("loginHistoryRetentionPeriod", .duration), ("multipleLogin", .boolean),
        ]
        let clusters = ["proxyPublishService", "proxyPublishAddress", "agentImage"].map {
            (path: ["multicluster", $0], kind: ValueKind.text)
        }
        let own: [(path: [String], kind: ValueKind)] = [
            (layout.jwtSecretPath, .text), (layout.maxAgePath, .duration), (layout.clockSkewPath, .duration),
            (layout.maxAgePath.dropLast() + ["accessTokenInactivityTimeout"], .duration),
        ]
        let role: [(path: [String], kind: ValueKind)] =
            layout == .issuer
            ? [(["multicluster", "clusterRole"], .text), (["multicluster", "hostClusterName"], .text)]
            : [(["multicluster", "enable"], .boolean)]
        settings = own + common.map { (["authentication", $0.0], $0.1) } + clusters + role + Self.sections(layout)
    }

    /// The structs that hold structs (pkg/apiserver/config/config.go): what is no mapping there is no document to mapstructure.
    private static func sections(_ layout: ConfigLayout) -> [(path: [String], kind: ValueKind)] {
        let lists = ["clients", "identityProviders"].map { (path: Array(layout.maxAgePath.dropLast()) + [$0], kind: ValueKind.list) }
        guard layout != .issuer else { return [] }
        let names = [
            "kubernetes", "network", "ldap", "redis", "s3", "devops", "sonarQube", "servicemesh", "openpitrix", "monitoring", "logging", "events",
            "auditing", "authorization", "multicluster",
        ]
        let texts: [(path: [String], kind: ValueKind)] = [(["authentication", "kubectlImage"], .text), (["ldap", "host"], .text)]
        return names.map { ([$0], .mapping) } + lists + texts + [(["auditing", "enable"], .boolean)]
    }

    /// What no process starts with. A mapping that is something else is told once.
    func flaws(_ found: GoSettings) -> [ConfigFlaw] {
        var flaws: [ConfigFlaw] = []
        for (path, kind) in settings {
            guard let flaw = Self.flaw(path, kind, found.find(path)), !flaws.contains(flaw) else { continue }
            flaws.append(flaw)
        }
        return flaws
    }

    private static func flaw(_ path: [String], _ wanted: ValueKind, _ found: GoSettings.Found) -> ConfigFlaw? {
        let name = path.joined(separator: ".")
        switch found {
        case .absent: return nil
        case .random(let one, let other):
            return ConfigFlaw(path: name, line: other.line, problem: .givenInTwoCases(otherLine: one.line ?? 0))
        case .blocked(let entry):
            return ConfigFlaw(path: entry.name, line: entry.line, problem: .wrongType(wanted: .mapping, found: entry.value.kind))
        case .entry(let entry):
            guard let problem = problem(entry, wanted) else { return nil }
            return ConfigFlaw(path: name, line: entry.line, problem: problem)
        }
    }

    private static func problem(_ entry: GoEntry, _ wanted: ValueKind) -> ConfigFlaw.Problem? {
        switch wanted {
        case .duration:
            if case .refused = GoConversion.duration(entry.value) { return noDuration(entry.value) }
        case .boolean:
            if case .refused = GoConversion.bool(entry.value) { return .wrongType(wanted: wanted, found: entry.value.kind) }
        case .number:
            if case .refused = GoConversion.int(entry.value) { return .wrongType(wanted: wanted, found: entry.value.kind) }
        case .mapping:
            guard case .mapping = entry.value else { return .wrongType(wanted: wanted, found: entry.value.kind) }
        case .list:
            // mapstructure makes a list of a single mapping.
            switch entry.value {
            case .list, .mapping, .text(""): return nil
            default: return .wrongType(wanted: wanted, found: entry.value.kind)
            }
        default:
            // Go takes bytes that are no UTF-8 for a text as well.
            if case .refused = GoConversion.text(entry.value), entry.value != .bytes {
                return .wrongType(wanted: wanted, found: entry.value.kind)
            }
        }
        return nil
    }

    private static func noDuration(_ value: GoValue) -> ConfigFlaw.Problem {
        guard case .text(let text) = value else { return .wrongType(wanted: .duration, found: value.kind) }
        return .noDuration(text: GoDuration.shown(text), GoDuration.fault(text) ?? .malformed)
    }
}

extension GoEntry {
    /// Where its value begins, from 1.
    var line: Int? { valueNode.mark?.line }
}

extension GoValue {
    var kind: ValueKind {
        switch self {
        case .null, .text: .text
        case .bool: .boolean
        case .int, .uint, .float: .number
        case .bytes: .bytes
        case .time: .date
        case .list: .list
        case .mapping: .mapping
        }
    }
}
