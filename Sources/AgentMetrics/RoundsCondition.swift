package import Control
package import Fleet

/// What the rounds say of themselves, to whoever serves it.
package protocol RoundsCondition: Sendable {
    var condition: AgentCondition { get async }
    var state: AgentState { get async }
    /// The clusters that are watched now.
    var watched: [ClusterID] { get async }
    /// How many of them did not answer their last probe.
    var silent: Int { get async }
}
