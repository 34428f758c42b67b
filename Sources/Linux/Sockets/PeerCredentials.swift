import Fleet
package import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who is at the other end of the socket, as the kernel says (unix(7), SO_PEERCRED): nothing that a client sends
/// changes it.
package struct Peer: Hashable, Sendable {
    package let uid: UInt32
    package let gid: UInt32
    /// nil where no user of this machine has that uid.
    package let name: String?
    /// Every group of the user, the peer's own among them.
    package let groups: Set<UInt32>

    /// `uid 1000 gid 1000 (alice)`, as the journal names who asked.
    package var actor: String { "uid \(uid) gid \(gid) (\(printable(name ?? "unknown user", limit: 64)))" }

    /// `struct ucred` of socket(7).
    private struct Credentials: Sendable {
        var pid: Int32 = 0
        var uid: UInt32 = .max
        var gid: UInt32 = .max
    }

    /// - Throws: where the kernel does not say, or the channel is no socket: whoever is not known may nothing.
    package static func of(_ channel: any Channel) async throws -> Peer {
        guard let provider = channel as? any SocketOptionProvider else { throw PeerUnknown() }
        let credentials: Credentials = try await provider.unsafeGetSocketOption(
            level: SocketOptionLevel(SOL_SOCKET), name: SocketOptionName(SO_PEERCRED)
        ).get()
        // The user database may be a file or a server (nsswitch.conf): not on the cooperative pool.
        return try await NIOThreadPool.singleton.runIfActive { lookUp(uid: credentials.uid, gid: credentials.gid) }
    }

    package static func lookUp(uid: UInt32, gid: UInt32) -> Peer {
        guard let (name, primary) = user(uid) else { return Peer(uid: uid, gid: gid, name: nil, groups: [gid]) }
        return Peer(
            uid: uid, gid: gid, name: name, groups: supplementaryGroups(of: name, primary: primary).union([gid]))
    }

    /// The reentrant calls: two requests look up at once.
    private static func user(_ uid: UInt32) -> (String, UInt32)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return (String(cString: entry.pw_name), entry.pw_gid)
    }

    private static func supplementaryGroups(of name: String, primary: UInt32) -> Set<UInt32> {
        var count: Int32 = 64
        var groups = [gid_t](repeating: 0, count: Int(count))
        // getgrouplist(3): -1 where there are more, and then count says how many.
        if getgrouplist(name, primary, &groups, &count) < 0 {
            groups = [gid_t](repeating: 0, count: Int(max(count, 0)))
            guard getgrouplist(name, primary, &groups, &count) >= 0 else { return [primary] }
        }
        return Set(groups.prefix(Int(count)))
    }

    /// The number of a group; nil where this machine has none of that name.
    package static func number(ofGroup name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }
}

package struct PeerUnknown: Error {}

/// Who may operate the agent. Whoever may not operate it reads nothing either.
package struct OperatorRule: Sendable {
    package static let group = "ksfleet"

    /// The user that the agent itself runs as.
    package let agentUID: UInt32
    /// nil where the machine has no such group: then it lets nobody in.
    package let group: UInt32?

    /// Root may in any case; a test that runs as root needs to say otherwise.
    package let admitsRoot: Bool

    package init(agentUID: UInt32, group: UInt32?, admitsRoot: Bool = true) {
        self.agentUID = agentUID
        self.group = group
        self.admitsRoot = admitsRoot
    }

    package static func ofThisProcess() -> OperatorRule {
        OperatorRule(agentUID: geteuid(), group: Peer.number(ofGroup: Self.group))
    }

    package func admits(_ peer: Peer) -> Bool {
        (peer.uid == 0 && admitsRoot) || peer.uid == agentUID || group.map(peer.groups.contains) ?? false
    }
}
