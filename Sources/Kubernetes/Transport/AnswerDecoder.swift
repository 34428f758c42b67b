import NIOCore
import NIOHTTP1

/// Turns a connection's bytes into the parts of an answer.
enum AnswerDecoder {
    typealias Handler = ByteToMessageHandler<HTTPResponseDecoder>

    /// Its types, and those of the agent's own servers, met by one thread before any other needs them.
    ///
    /// Where two threads meet them for the first time at once, Swift's runtime can ask one that is half made for its
    /// superclass; a class that has none ends the process with SIGSEGV then (Swift 6.3.1 on Linux:
    /// swift_conformsToProtocolMaybeInstantiateSuperclasses).
    private static let types: [Any.Type] = [Handler.self, ByteToMessageHandler<HTTPRequestDecoder>.self]

    /// Called before a connection can be opened.
    static func prepare() { precondition(types.count == 2) }

    static func handler() -> Handler { Handler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)) }
}
