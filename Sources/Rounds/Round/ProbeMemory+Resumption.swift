import KubeSphere
import Store

extension ProbeMemory {
    /// What the history knows of a cluster's logs, for a process that begins.
    init(_ resumption: LogResumption) {
        self.init(cursors: resumption.cursors, ownFailures: resumption.ownFailures, sentTokens: resumption.sentTokens)
    }

    /// What the history may know by now of failures that are not users'; where to read on, this process knows better.
    mutating func resume(_ resumption: LogResumption) {
        ownFailures = resumption.ownFailures
        sentTokens = resumption.sentTokens
    }
}
