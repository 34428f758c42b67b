import ConfigurationFiles
import Crypto
import Fleet
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a probe by hand notes the tokens that it sends, so that neither the agent nor the next probe takes the
/// failures that they leave in a log for users'. The agent's own folder where this user may write it; else a folder of
/// the user's own.
struct SentTokenPlace {
    /// Seconds for which a page of the user's own folder is kept: the first reading of a log goes back an hour.
    static let kept = 7200.0

    let folder: String
    /// Read as well, and never written.
    let others: [OthersTokenFolder]
    /// The folder is the user's, whether or not an agent runs.
    let isOwn: Bool
    /// There is an agent's state on this machine, and its agent will not see these notes.
    let isHiddenFromTheAgent: Bool

    /// - Parameter servers: the address of each watched context's API server.
    init(
        _ configuration: AgentConfiguration, servers: [ClusterID: String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let own = Self.ownFolder(configuration, environment)
        let besides = own.map { Self.besides($0, servers) } ?? []
        if Self.isWritable(configuration) || own == nil {
            folder = configuration.sentTokensPath
            others = (own.map { [OthersTokenFolder(path: $0)] } ?? []) + besides
            isOwn = false
            isHiddenFromTheAgent = false
            return
        }
        folder = own ?? configuration.sentTokensPath
        others = [OthersTokenFolder(path: configuration.sentTokensPath)] + besides
        isOwn = true
        isHiddenFromTheAgent = FileManager.default.fileExists(atPath: configuration.state)
        _ = try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        ContextServers(servers).write(to: folder)
    }

    /// The user's folders for other lists of kubeconfigs, where one of their contexts leads to a server of ours.
    private static func besides(_ own: String, _ servers: [ClusterID: String]) -> [OthersTokenFolder] {
        let parent = own.split(separator: "/").dropLast().joined(separator: "/")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/" + parent)) ?? []
        return names.map { "/\(parent)/\($0)" }.filter { $0 != own }.sorted().compactMap { path in
            let same = ContextServers(of: path).contexts(with: servers)
            return same.isEmpty ? nil : OthersTokenFolder(path: path, names: same)
        }
    }

    /// The folder itself, or, before there is one, the state directory that it is made in.
    private static func isWritable(_ configuration: AgentConfiguration) -> Bool {
        let path =
            FileManager.default.fileExists(atPath: configuration.sentTokensPath)
            ? configuration.sentTokensPath : configuration.state
        return access(path, W_OK | X_OK) == 0
    }

    /// `$XDG_STATE_HOME/ksfleet/own-failures/KUBECONFIGS` (XDG Base Directory Specification 0.8). Pages speak of
    /// contexts by name, and two kubeconfigs may use one name for two clusters: each list of files has a folder of its
    /// own, and says there which servers they lead to. nil for a user without a home.
    private static func ownFolder(_ configuration: AgentConfiguration, _ environment: [String: String]) -> String? {
        let named = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { isFolder($0) ? "\($0)/.local/state" : nil }
        guard let base = named ?? home else { return nil }
        let files = configuration.kubeconfigPaths.map(Self.absolute).joined(separator: "\n")
        return "\(base)/ksfleet/own-failures/\(SHA256.hash(data: Data(files.utf8)).prefix(8).hexadecimal)"
    }

    /// A home that is not there, as a service's user has, is not made.
    private static func isFolder(_ path: String) -> Bool {
        var isDirectory = false
        return path.hasPrefix("/") && FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
