package import ConfigurationFiles
package import Fleet
package import FoundationEssentials
import Synchronization

/// The policy in force. A reload takes the file over whole or not at all: an invalid one leaves the old policy where it
/// is, and says so.
package final class PolicyCenter: Sendable {
    package struct State: Equatable, Sendable {
        /// nil where no file is configured: then nothing is repaired by itself.
        package var path: String?
        package var document: PolicyDocument
        package var loadedAt: Date
        /// Why the last reload was not taken over; nil once one is.
        package var rejected: ConfigurationError?

        package var policy: Policy { document.policy }
        package var zones: ZoneTable { document.zones }
    }

    private let state: Mutex<State>
    private let zones: ZoneFiles
    private let configuration: String?

    /// - Parameter configuration: The path of agent.yaml. What it says takes a restart, but a reload is refused while
    ///   that restart would fail.
    /// - Throws: `ConfigurationError` of the file: an agent does not start with a policy that it cannot read.
    package init(path: String?, configuration: String? = nil, zones: ZoneFiles = .system, at: Date = Date())
        throws(ConfigurationError)
    {
        self.zones = zones
        self.configuration = configuration
        let document = try Self.read(path, zones)
        state = Mutex(State(path: path, document: document, loadedAt: at))
    }

    package var current: State { state.withLock { $0 } }

    /// Reads the file again. Blocking, for some milliseconds: not for the cooperative pool.
    ///
    /// - Returns: Why the old policy stays; nil where the new one is in force.
    package func reload(at: Date = Date()) -> ConfigurationError? {
        let path = current.path
        do throws(ConfigurationError) {
            if let configuration { _ = try AgentConfiguration.load(configuration) }
            let document = try Self.read(path, zones)
            state.withLock { $0 = State(path: path, document: document, loadedAt: at) }
            return nil
        } catch {
            state.withLock { $0.rejected = error }
            return error
        }
    }

    private static func read(_ path: String?, _ zones: ZoneFiles) throws(ConfigurationError) -> PolicyDocument {
        guard let path else { return .none }
        return try PolicyFile.read(path, zones: zones)
    }
}
