package import Fleet
import FoundationEssentials
package import Kubernetes
import Linux
import Notifications
import Reports
package import Store

/// `--check-config`: what the agent would watch, and which contexts it could not use.
package enum ConfigurationCheck {
    /// What would be watched.
    package struct Report: Sendable {
        package let text: String
        /// Contexts that are to be watched, and those of them that can be used.
        package let watched: Int
        package let usable: Int

        /// An agent that watches nothing finds nothing, and looks well.
        ///
        /// - Throws: `ConfigurationError` where not one context can be used.
        package func requireUsable(file: String) throws(ConfigurationError) {
            guard usable == 0 else { return }
            let message = "not one of \(watched) contexts can be used: nothing would be watched"
            throw ConfigurationError(file: file, mistakes: [.init(line: 0, column: 0, message: message)])
        }
    }

    /// - Throws: `KubeconfigError` where no kubeconfig can be read.
    package static func report(_ configuration: AgentConfiguration) throws(KubeconfigError) -> Report {
        let kubeconfig = try Kubeconfig.load(paths: configuration.kubeconfigPaths)
        if let host = configuration.host {
            _ = try kubeconfig.endpoint(forContext: host.rawValue, allowing: configuration.allowance).get()
        }
        var lines = kubeconfig.missingFiles.map {
            "missing  \(printable($0))  no such file: its contexts are not watched"
        }
        var endpoints: [APIEndpoint] = []
        let watched = configuration.watchedContexts(of: kubeconfig)
        for context in watched {
            switch kubeconfig.endpoint(forContext: context, allowing: configuration.allowance) {
            case .success(let endpoint):
                let complaint = endpoint.unreadableTokenFile.map {
                    "its tokenFile \(printable($0)) holds no token that this user can read"
                }
                endpoints.append(endpoint)
                lines.append(
                    complaint.map { "unusable \(printable(context))  \($0)" }
                        ?? "ok       \(printable(context))  \(endpoint.server)")
            case .failure(let error): lines.append("unusable \(printable(context))  \(printable(error.description))")
            }
        }
        let warnings = kubeconfig.warnings + KubeconfigWarning.servers(of: endpoints)
        lines += warnings.map { "warning  \($0)" }
        return Report(
            text: (lines + historyLines(configuration)).joined(separator: "\n"), watched: watched.count,
            usable: endpoints.count)
    }

    /// The clusters that would be watched, with their labels; nil where no kubeconfig can be read.
    package static func watched(_ configuration: AgentConfiguration) -> [ClusterID: [String: String]]? {
        guard let kubeconfig = try? Kubeconfig.load(paths: configuration.kubeconfigPaths) else { return nil }
        let clusters = configuration.watchedContexts(of: kubeconfig).map { ClusterID($0) }
        return Dictionary(clusters.map { ($0, configuration.contexts[$0]?.labels ?? [:]) }) { first, _ in first }
    }

    /// Reads the secrets of every receiver, as a delivery would.
    ///
    /// - Parameter file: what errors call the configuration.
    /// - Throws: `ConfigurationError` with each receiver that cannot be used, at its place in the file. No secret is in
    ///   it.
    package static func receivers(_ configuration: AgentConfiguration, file: String) throws(ConfigurationError)
        -> String
    {
        var mistakes: [ConfigurationError.Mistake] = []
        for route in configuration.notifications {
            do throws(Fault) {
                let receiver = try route.receiver()
                do throws(NoticeTemplate.Failure) {
                    _ = try receiver.template?.text(of: route.sample(at: Date()), id: "test", installation: nil)
                } catch {
                    throw Fault(.notAttempted, "its template, with a test message: \(error.description)")
                }
                if let problem = route.program.flatMap(Self.problem) { throw Fault(.notAttempted, problem) }
            } catch {
                mistakes.append(
                    .init(
                        line: route.line, column: route.column,
                        message: "route \(printable(route.route.name)): \(error.message)"))
            }
        }
        guard mistakes.isEmpty else { throw ConfigurationError(file: file, mistakes: mistakes) }
        return configuration.notifications.map {
            "notifies \(printable($0.route.name))  \(printable($0.receiverText))\n"
        }.joined()
    }

    /// What stands where the agent would make a folder or a socket, and is not its own to remove.
    ///
    /// - Parameter file: what errors call the configuration.
    /// - Throws: `ConfigurationError` with each such path.
    package static func places(_ configuration: AgentConfiguration, file: String) throws(ConfigurationError) {
        var messages: [String] = []
        var isFolder = true
        if FileManager.default.fileExists(atPath: configuration.state, isDirectory: &isFolder), !isFolder {
            messages.append("state: \(configuration.state) is no folder: remove it, or name another place")
        }
        let metrics: String? = if case .socket(let path)? = configuration.metrics { path } else { nil }
        for (key, path) in [("control.socket", configuration.socket), ("metrics.listen", metrics)] {
            if let path, UnixSocket.isTaken(path) {
                messages.append("\(key): what is at \(path) is no socket: remove it, or name another path")
            }
        }
        guard messages.isEmpty else {
            throw ConfigurationError(file: file, mistakes: messages.map { .init(line: 0, column: 0, message: $0) })
        }
    }

    /// - Throws: `ConfigurationError` of policy.yaml: an agent does not start with a wrong one.
    package static func policy(_ configuration: AgentConfiguration) throws(ConfigurationError) -> String {
        guard let path = configuration.policy else { return "policy   none: nothing is repaired by itself\n" }
        let document = try PolicyFile.read(path, watched: watched(configuration))
        let policy = document.policy
        let warnings = document.warnings.map { "warning  \(printable(path)):\($0.line):\($0.column): \($0.message)\n" }
            .joined()
        return
            """
            policy   \(printable(path))  \(counted(policy.rules.count, "rule")), mode \(policy.mode.rawValue) where \
            none applies\n
            """
                + warnings
    }

    /// - Throws: `StoreError` where an agent would not start with its history, and no retry would help.
    package static func history(_ configuration: AgentConfiguration) throws(StoreError) {
        do throws(StoreError) { _ = try HistoryReader.open(path: configuration.databasePath) } catch {
            if error.code.lasts { throw error }
        }
    }

    private static func problem(ofProgram path: String) -> String? {
        FileManager.default.isExecutableFile(atPath: path) ? nil : "\(path): no program that this user may run is there"
    }

    private static func historyLines(_ configuration: AgentConfiguration) -> [String] {
        let path = configuration.databasePath
        let rules = configuration.retention
        let bound = rules.maxBytes.map { ", at most \($0 >> 20) MiB" } ?? ""
        return [
            "history  \(printable(path))  \(condition(of: path))",
            """
            keeps    single probes \(counted(rules.rawDays, "day")), hours \(counted(rules.hourlyDays, "day")), all \
            \(counted(rules.totalDays, "day"))\(bound)
            """,
        ]
    }

    /// What the agent would find: a file that is not there yet is made.
    private static func condition(of path: String) -> String {
        do throws(StoreError) {
            return try StoreSize.of(HistoryReader.open(path: path).file).described
        } catch {
            switch error.code {
            case .missingFile, .missingDirectory:
                return "not created yet (agentd creates it on first start)"
            case .olderSchema: return "is of an earlier version: agentd migrates it"
            default: return "cannot be used: \(error.message)"
            }
        }
    }
}

extension AgentConfiguration {
    /// The files given, or kubectl's own rule.
    package var kubeconfigPaths: [String] {
        kubeconfigs.isEmpty ? Kubeconfig.defaultPaths(environment: ProcessInfo.processInfo.environment) : kubeconfigs
    }

    /// The contexts given, or every one there is.
    package func watchedContexts(of kubeconfig: Kubeconfig) -> [String] {
        contexts.isEmpty ? kubeconfig.contexts : contexts.keys.map(\.rawValue).sorted()
    }
}
