/// Whether the session cache that the next start of a 3.x ks-apiserver needs is there (kubesphere.md M13).
package enum RedisState: Hashable, Sendable {
    case notUsed
    case answers(String)
    case silent(String)
    case unknown(String)
}
