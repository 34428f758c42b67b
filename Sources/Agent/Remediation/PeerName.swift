#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who runs this process, as the journal names who asked.
package enum PeerName {
    package static func ofThisProcess() -> String { Peer.lookUp(uid: getuid(), gid: getgid()).actor }
}
