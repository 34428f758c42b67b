@testable import FleetSimulator

/// Brings two servers' answers to what must agree. Everything that may differ is named here.
enum Normalization {
    /// Members whose values are times, identifiers, counters or addresses.
    private static let volatile: Set = [
        "resourceVersion", "uid", "creationTimestamp", "time", "lastUpdateTime", "lastTransitionTime", "startTime",
        "startedAt",
        "deletionTimestamp", "generation", "observedGeneration", "deployment.kubernetes.io/revision",
        "pod-template-hash",
        "kubectl.kubernetes.io/restartedAt", "clusterIP", "clusterIPs", "podIP", "podIPs", "nodeName", "containerID",
    ]

    /// How often the recorded containers had ended before the recording began is their own affair.
    private static let history: Set = ["lastState", "restartCount"]

    static func json(_ value: JSON, under key: String = "") -> JSON {
        if volatile.contains(key) { return "…" }
        switch value {
        case .string(let string): return .string(text(key == "manager" ? manager(string) : string))
        case .array(let elements):
            let normal = elements.map { json($0, under: "item") }
            // The order of conditions, which are keyed by type, tells when each changed last.
            let isKeyed = ["conditions", "managedFields"].contains(key)
            return .array(isKeyed ? normal.sorted { sortKey($0) < sortKey($1) } : normal)
        case .object(let object):
            var result = JSONObject()
            for member in object.members where !history.contains(member.key) && !isReplicaOwner(member, under: key) {
                result[text(member.key)] = json(member.value, under: member.key)
            }
            return .object(result)
        default: return value
        }
    }

    // The recorded Deployments had been scaled before, which leaves nobody as the owner of `replicas`.
    private static func isReplicaOwner(_ member: JSONObject.Member, under key: String) -> Bool {
        key == "f:spec" && member.key == "f:replicas"
    }

    private static func sortKey(_ value: JSON) -> String {
        ["type", "manager", "operation", "subresource"].map { value[$0]?.string ?? "" }.joined(separator: " ")
    }

    // The recorded cluster's kubelet was a stand-in without a User-Agent.
    private static func manager(_ name: String) -> String { name == "kubelet" ? "unknown" : name }

    static func text(_ text: String) -> String {
        text
            .replacing(#/(ks-apiserver|ks-agent)-[a-z0-9]{8,10}-[a-z0-9]{5}/#) { "\($0.output.1)-HASH-NAME" }
            .replacing(#/(ks-apiserver|ks-agent)-[bcdfghjklmnpqrstvwxz2456789]{8,10}/#) { "\($0.output.1)-HASH" }
            .replacing(#/kube-api-access-[a-z0-9]{5}/#, with: "kube-api-access-NAME")
            .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "UID")
            .replacing(#/10\.244\.\d+\.\d+/#, with: "POD-IP")
            .replacing(#/too old resource version: 1 \(\d+\)/#, with: "too old resource version: 1 (N)")
            .replacing(#/1h0m\d+(\.\d+)?s/#, with: "1h0m0s")
            .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC( m=\+[\d.]+)?/#, with: "TIME")
    }

    /// A line of a pod's log without its times, process id and port.
    static func logLine(_ line: some StringProtocol) -> String {
        text(
            String(line)
                .replacing(#/^\d{4}-\d\d-\d\dT[\d:.]+Z /#, with: "")
                .replacing(#/^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /#) { "\($0.output.1) " }
                .replacing(#/Start listening on .*/#, with: "Start listening on ADDRESS")
                .replacing(#/(HTTP\/1\.1" \d+ \d+) \d+ms$/#) { "\($0.output.1) Nms" }
                // A body that tells a time is as long as the time's fraction.
                .replacing(#/401 (?:15|2[34])\d Nms$/#) { _ in "401 N Nms" })
    }

    static func log(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(logLine)
    }

    /// Where two values differ, in words; empty if they agree.
    static func differences(recorded: JSON, simulated: JSON, at path: String = "$") -> [String] {
        switch (recorded, simulated) {
        case (.object(let left), .object(let right)):
            let names = Set(left.members.map(\.key)).union(right.members.map(\.key)).sorted()
            return names.flatMap { name -> [String] in
                guard let one = left[name] else { return ["\(path).\(name): only simulated"] }
                guard let other = right[name] else { return ["\(path).\(name): only recorded"] }
                return differences(recorded: one, simulated: other, at: "\(path).\(name)")
            }
        case (.array(let left), .array(let right)) where left.count == right.count:
            return zip(left, right).enumerated().flatMap {
                differences(recorded: $0.element.0, simulated: $0.element.1, at: "\(path)[\($0.offset)]")
            }
        default:
            if recorded == simulated { return [] }
            let texts = [recorded, simulated].map { String(decoding: $0.bytes.prefix(300), as: UTF8.self) }
            return ["\(path): recorded \(texts[0]), simulated \(texts[1])"]
        }
    }
}
