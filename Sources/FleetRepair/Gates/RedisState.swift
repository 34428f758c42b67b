package import FleetWords

/// Whether the session cache that the next start of a 3.x ks-apiserver needs is there (kubesphere.md M13).
package enum RedisState: Hashable, Sendable {
    case notUsed
    case answers(Statement)
    case silent(Statement)
    case unknown(Statement)
}
