import ActingCommands
import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import Kubernetes
import Linux
import Rounds
import Store

/// What can be looked at on this machine alone.
struct LocalChecks {
    let configuration: AgentConfiguration
    /// The kubeconfigs are those of the agent: false where whoever asks looks at files of their own.
    let isOfTheAgent: Bool

    func kubeconfig(_ roster: Roster) -> [DoctorCheck] {
        let broken = roster.entries.values.count { if case .unusable = $0 { true } else { false } }
        let text =
            "\(counted(roster.clusters.count, "context")) watched"
            + (broken > 0 ? ", of which \(broken) cannot be used" : "")
        return configuration.kubeconfigPaths.filter { FileManager.default.fileExists(atPath: $0) }.map(rights)
            + roster.warnings.map { .warn("kubeconfig", nil, $0.message, remedy: $0.remedy) }
            + [.pass("kubeconfig", nil, text)]
    }

    /// Seen with the eyes of the agent, whose user owns the state directory: root reads everything, and it does not. A
    /// file of one's own is nothing that the agent should read.
    private func rights(_ path: String) -> DoctorCheck {
        let access = AgentAccess(to: path, state: configuration.state)
        if isOfTheAgent, let user = access.shutOut {
            return .fail(
                "kubeconfig", nil, "\(path) has mode \(access.mode): the agent's user \(user) may not read it",
                remedy: .run("chgrp \(access.agentGroup) \(shellWord(path)) && chmod 640 \(shellWord(path))"))
        }
        guard access.isForMany else {
            return .pass(
                "kubeconfig", nil,
                """
                \(path) is read, and only its owner\(access.isForAgentGroup ? " and the agent's group" : "") may read it
                """
            )
        }
        let remedy = access.isForEverybody ? "chmod o= \(shellWord(path))" : "chmod 600 \(shellWord(path))"
        return .warn(
            "kubeconfig", nil, "\(path) has mode \(access.mode): others may read its credentials", remedy: .run(remedy))
    }

    func store() async -> [DoctorCheck] {
        let path = configuration.databasePath
        do {
            let reader = try HistoryReader.open(path: path)
            let check = try await reader.check()
            let journal = try await reader.verifyJournal()
            return [soundness(check, path), chain(journal)] + ownership() + space()
        } catch let error as StoreError where error.code == .missingFile || error.code == .missingDirectory {
            return [.skip("store", nil, "there is no history at \(path) yet")]
        } catch let error as StoreError where error.code == .permissionDenied && !isOfTheAgent {
            return [
                .skip(
                    "store", nil,
                    "the agent's history at \(path) is not for this user: members of group ksfleet may read it")
            ]
        } catch {
            return [.fail("store", nil, "\(error)", remedy: "see the message; the path is state: of agent.yaml")]
        }
    }

    /// A write-ahead log longer than this, and than the history itself, is one that nobody could work off.
    private static let longestLog: Int64 = 64 << 20

    private func soundness(_ check: StoreCheck, _ path: String) -> DoctorCheck {
        let (database, log) = (check.size.database, check.size.writeAheadLog)
        if let problem = check.problems.first {
            return .fail("store", nil, "\(path): \(problem)", remedy: "stop agentd, keep a copy, restore a backup")
        }
        let text = "\(path) is sound: \(database >> 20) MiB, and \(log >> 20) MiB of write-ahead log"
        guard log > max(Self.longestLog, database) else { return .pass("store", nil, text) }
        return .warn(
            "store", nil, text + ": a long-running reader prevents it from being checkpointed",
            remedy: NextStep("find it and end it", command: "fuser -v \(shellWord(path))"))
    }

    private func chain(_ journal: JournalVerification) -> DoctorCheck {
        guard let broken = journal.broken else {
            return .pass("journal", nil, "the chain of \(counted(journal.rows, "row")) holds")
        }
        return .fail(
            "journal", nil, "row \(broken.sequence): \(broken.reason)",
            remedy: "somebody changed the history: compare with a backup")
    }

    /// Files that root has made by hand are no use to the agent.
    private func ownership() -> [DoctorCheck] {
        let paths = [
            configuration.databasePath, configuration.fingerprintKeyPath, configuration.lockPath,
            configuration.sentTokensPath,
        ]
        return paths.filter { FileManager.default.fileExists(atPath: $0) }.compactMap { path in
            let access = AgentAccess(to: path, state: configuration.state)
            guard let user = access.notOwner else { return nil }
            return .fail(
                "store", nil, "\(path) does not belong to the agent's user \(user)",
                remedy: .run("chown \(user): \(shellWord(path))"))
        }
    }

    private static let leastSpace: Int64 = 512 << 20
    private static let noSpace: Int64 = 16 << 20

    private func space() -> [DoctorCheck] {
        guard
            let free = (try? FileManager.default.attributesOfFileSystem(forPath: configuration.state))?[.systemFreeSize]
                as? UInt64
        else { return [] }
        let text = "\(free >> 20) MiB are free on the disk of \(configuration.state)"
        guard Int64(clamping: free) < Self.leastSpace else { return [.pass("disk", nil, text)] }
        let remedy = NextStep("free space, or remove old probes", command: "agentctl store prune --keep 30d")
        return [
            Int64(clamping: free) < Self.noSpace
                ? .fail("disk", nil, text + ": no round may be recorded soon", remedy: remedy)
                : .warn("disk", nil, text, remedy: remedy)
        ]
    }

    /// Who may speak to the agent; nothing where there is no socket, which `agent` tells.
    func socketRights() -> [DoctorCheck] {
        guard let socket = configuration.socket,
            let attributes = try? FileManager.default.attributesOfItem(atPath: socket)
        else { return [] }
        guard attributes[.type] as? FileAttributeType == .typeSocket else {
            return [
                .fail(
                    "socket", nil, "what is at \(socket) is no socket: agentd will not start",
                    remedy: "remove it, or name another control.socket")
            ]
        }
        let mode = (attributes[.posixPermissions] as? Int) ?? 0
        let owner = attributes[.ownerAccountName] as? String ?? "uid \(attributes[.ownerAccountID] ?? "?")"
        let group = attributes[.groupOwnerAccountName] as? String ?? "gid \(attributes[.groupOwnerAccountID] ?? "?")"
        let text = "\(socket) is \(owner)'s and group \(group)'s, mode \(String(mode, radix: 8))"
        guard mode & 0o007 != 0 else { return [.pass("socket", nil, text)] }
        return [
            .warn(
                "socket", nil, text + ": everybody on this machine may use it",
                remedy: .run("chmod 660 \(shellWord(socket))"))
        ]
    }

    func agent(now: Date) async -> DoctorCheck {
        guard let socket = configuration.socket else { return .skip("agent", nil, "control.socket is off") }
        do {
            let state = try await ControlClient(socket: socket).state()
            guard state.version == ProgramVersion.current else {
                return .warn(
                    "agent", nil, "agentd is \(state.version), agentctl \(ProgramVersion.current)",
                    remedy: NextStep("restart it", command: "systemctl restart ksfleet-agent"))
            }
            let running = now.timeIntervalSince(state.startedAt)
            let patience = state.interval + configuration.clusterTimeout
            if state.lastRound == nil, running <= patience {
                return standing(
                    state,
                    """
                    agentd \(state.version) runs since \(shortDuration(seconds: running)); its first round is under way
                    """
                )
            }
            let age = state.lastRound.map { now.timeIntervalSince($0.startedAt) }
            guard let age, age <= 3 * state.interval + configuration.clusterTimeout else {
                return .fail(
                    "agent", nil,
                    age.map {
                        """
                        its last round began \(shortDuration(seconds: $0)) ago; one is due every \
                        \(Int(state.interval)) s
                        """
                    } ?? "no round was recorded yet",
                    remedy: .run("journalctl -u ksfleet-agent"))
            }
            if let trouble = state.store?.trouble {
                return .fail(
                    "agent", nil,
                    "its rounds are NOT RECORDED since \(trouble.since.rfc3339): \(printable(trouble.message))",
                    remedy: NextStep("see the message; this says when it is over", command: "agentctl agent"))
            }
            return standing(
                state, "agentd \(state.version) runs; its last round began \(shortDuration(seconds: age)) ago")
        } catch let error as ControlError where error.code == .noPermission {
            return .warn(
                "agent", nil, "\(error)",
                remedy: NextStep("join the group, then log in again", command: "sudo usermod -aG ksfleet $USER"))
        } catch {
            return .warn("agent", nil, "\(error)", remedy: .run("systemctl status ksfleet-agent"))
        }
    }

    /// Of an agent that makes its rounds: whether it makes them by what its file says.
    private func standing(_ state: AgentState, _ text: String) -> DoctorCheck {
        guard let changed = AgentText.changed(state.configuration) else { return .pass("agent", nil, text) }
        return .warn("agent", nil, "\(text); \(changed)", remedy: "systemctl restart ksfleet-agent")
    }
}
