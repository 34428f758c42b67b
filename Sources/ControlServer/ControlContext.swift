import Hummingbird
import Linux
import Logging
import NIOCore

/// What is known of a request beside the request itself: whose it is, and the connection it came on.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Set by `PeerGate`; no route runs before it.
    var peer: Peer?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Who asked, for the journal.
    var actor: String { peer?.actor ?? "unknown" }
}
