#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who runs this process, as the journal names who asked.
package enum PeerName {
    /// `uid 995 gid 995 (ksfleet)`, and `uid 995 gid 995 (alice as ksfleet)` behind sudo, which sets SUDO_UID: an act
    /// of alice's does not stand under the agent's name. Only who may act as ksfleet could lie about it.
    package static func ofThisProcess(_ environment: [String: String]) -> String {
        let own = Peer.lookUp(uid: getuid(), gid: getgid())
        guard let text = environment["SUDO_UID"], let uid = UInt32(text), uid != own.uid,
            let person = Peer.lookUp(uid: uid, gid: uid).name
        else { return own.actor }
        return Peer(uid: own.uid, gid: own.gid, name: "\(person) as \(own.name ?? "unknown user")", groups: []).actor
    }
}
