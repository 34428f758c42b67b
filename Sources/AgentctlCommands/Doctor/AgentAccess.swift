import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the agent's user may do with a file: the user is the one who owns the state directory, as the unit's
/// StateDirectory= has it; before the first start, when there is none, the one that the package makes.
struct AgentAccess {
    private let bits: Int
    private let owner: (user: Int, group: Int)
    private let agent: (user: Int, group: Int, userName: String, groupName: String)?

    init(to path: String, state: String) {
        let file = try? FileManager.default.attributesOfItem(atPath: path)
        bits = file?[.posixPermissions] as? Int ?? 0
        owner = (file?[.ownerAccountID] as? Int ?? 0, file?[.groupOwnerAccountID] as? Int ?? 0)
        let folder = try? FileManager.default.attributesOfItem(atPath: state)
        agent =
            folder == nil
            ? Self.packaged
            : folder.flatMap { folder in
                guard let user = folder[.ownerAccountID] as? Int, let group = folder[.groupOwnerAccountID] as? Int
                else { return nil }
                return (
                    user, group, folder[.ownerAccountName] as? String ?? "\(user)",
                    folder[.groupOwnerAccountName] as? String ?? "\(group)"
                )
            }
    }

    private static var packaged: (user: Int, group: Int, userName: String, groupName: String)? {
        guard let entry = getpwnam("ksfleet")?.pointee else { return nil }
        return (Int(entry.pw_uid), Int(entry.pw_gid), "ksfleet", "ksfleet")
    }

    var mode: String { String(bits, radix: 8) }
    var agentGroup: String { agent?.groupName ?? "ksfleet" }
    var isForEverybody: Bool { bits & 0o007 != 0 }

    var isForAgentGroup: Bool { bits & 0o070 != 0 && owner.group == agent?.group }

    /// Others than its owner and the agent's own group.
    var isForMany: Bool { isForEverybody || (bits & 0o070 != 0 && owner.group != agent?.group) }

    /// The agent's user, where it may not read the file; nil where it may, or where there is no state directory that
    /// would tell.
    var shutOut: String? {
        guard let agent, agent.user != 0 else { return nil }
        let needed = agent.user == owner.user ? 0o400 : agent.group == owner.group ? 0o040 : 0o004
        return bits & needed == 0 ? agent.userName : nil
    }

    /// The agent's user, where the file is another's.
    var notOwner: String? { agent.flatMap { $0.user == owner.user || $0.user == 0 ? nil : $0.userName } }
}
