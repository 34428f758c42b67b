import FoundationEssentials
import Linux

/// Who runs this program, for the journal of what is done in this process.
package enum Operator {
    package static func name() -> String { PeerName.ofThisProcess(ProcessInfo.processInfo.environment) }
}
