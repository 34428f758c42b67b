package import Fleet
import Kubeconfig
import NIOHTTP1

/// What a probe may do with a cluster: ask. Whoever holds only this cannot write.
package protocol ClusterReader: Sendable {
    /// When what this reader shows to the cluster, and what the cluster shows to it, stops being valid, as far as it is
    /// known.
    var expiries: [Expiry] { get async }

    /// One GET, whatever its status: an answer of 401 is an answer. A fault means that there was none.
    ///
    /// - Parameters:
    ///   - path: from the root of the API, such as `/api/v1/namespaces/kube-system`.
    ///   - query: unencoded.
    ///   - headers: in addition to the client's own. Their values are kept out of every fault's message.
    func get(_ path: String, query: [QueryItem], headers: [HeaderField]) async -> Reading<Answer>

    /// One GET whose body is folded chunk by chunk as it comes, and never held whole. An answer without success is a
    /// fault.
    ///
    /// - Parameters:
    ///   - limit: bytes; what comes after is left out, and the end says so.
    ///   - fold: called in order, for one chunk after another, on an I/O thread: it must not block.
    func stream<State: Sendable>(
        _ path: String, query: [QueryItem], limit: Int, into initial: State,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>>
}

extension ClusterReader {
    package var expiries: [Expiry] { get async { [] } }
}

/// What came of a streamed body.
package struct Streamed<State: Sendable>: Sendable {
    package enum End: Hashable, Sendable {
        case complete
        /// There was more than was asked for.
        case limitReached
        /// The deadline passed or the connection was lost; what had come before is in the state.
        case broken(Fault)
    }

    package let state: State
    /// Bytes that were folded.
    package let bytes: Int
    package let end: End
}

extension ClusterReader {
    package func get(_ path: String, query: [QueryItem] = []) async -> Reading<Answer> {
        await get(path, query: query, headers: [])
    }

    /// One GET, decoded. An answer without success is a fault that keeps the server's own reason and message.
    package func read<Value: Decodable & Sendable>(
        _ type: Value.Type = Value.self, _ path: String, query: [QueryItem] = []
    ) async -> Reading<Value> {
        await get(path, query: query, headers: []).decoded(type, asked: "GET \(path)")
    }
}

/// The reading half of an `APIClient`.
package struct APIReader: ClusterReader {
    let exchange: Exchange

    package var expiries: [Expiry] { get async { exchange.expiries } }

    package func get(_ path: String, query: [QueryItem], headers: [HeaderField]) async -> Reading<Answer> {
        await exchange.answer(to: Outgoing(.GET, path, query: query, headers: headers))
    }

    package func stream<State: Sendable>(
        _ path: String, query: [QueryItem], limit: Int, into initial: State,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> {
        await exchange.stream(Outgoing(.GET, path, query: query), limit: limit, into: initial, fold: fold)
    }
}
