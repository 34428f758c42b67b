import Fleet
import Foundation
import Store

/// One cluster's probe, as a round records it.
struct SampleProbe {
    var cluster: String
    var at: Date
    var role = ClusterRole.member
    /// nil where the configuration could not be read.
    var maxAge: String?
    /// When the configuration was written, by the field manager `kubectl-edit`.
    var written: Date
    var health = Health.healthy
    var findings: [Finding] = []
    /// Of cause `token-not-in-cache`, in the probe's own minute.
    var failures = 0

    var record: ProbeRecord {
        let counts = failures == 0 ? [] : [FailureCount(minute: at.minute, cause: .tokenNotInCache, count: failures)]
        let observation = Observation(
            cluster: ClusterID(cluster), at: at, elapsed: 0.25, identity: .value("uid-\(cluster)"),
            config: maxAge.map { .value(config($0)) } ?? .failed(Fault(.forbidden, "no")),
            workload: .failed(Fault(.forbidden, "no")), acceptance: .accepted,
            logs: .value(LogReading(failures: counts)))
        return ProbeRecord(
            observation: observation, diagnosis: Diagnosis(health: health, findings: findings),
            version: KubeSphereVersion(major: 3, minor: 4, patch: 1),
            subtracted: [:])
    }

    private func config(_ maxAge: String) -> ConfigFacts {
        let text =
            "authentication:\n  jwtSecret: <fp:0123456789ab>\n  oauthOptions:\n    accessTokenMaxAge: \(maxAge)\n"
        return ConfigFacts(
            resourceVersion: maxAge == "0" ? "2" : "1", layout: .oauthOptions, role: role, maxAge: .absent,
            secret: Fingerprint(hex: "0123456789ab"),
            sessionCache: .redis, lastWrite: ConfigWriter(manager: "kubectl-edit", time: written), owner: .nobody,
            digest: Fingerprint(ofText: text, key: FingerprintKey(bytes: [1])), redacted: text)
    }
}
