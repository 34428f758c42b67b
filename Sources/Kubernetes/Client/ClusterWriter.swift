package import Fleet
import Kubeconfig
import NIOHTTP1

/// What a remediation may do with a cluster: ask and write.
package protocol ClusterWriter: ClusterReader {
    /// One PATCH, sent once, whatever its status. Dry runs and the field manager are query items.
    func patch(_ path: String, _ format: PatchFormat, body: [UInt8], query: [QueryItem]) async -> Reading<Answer>

    /// One POST of JSON, sent once, whatever its status.
    func post(_ path: String, body: [UInt8], query: [QueryItem]) async -> Reading<Answer>
}

extension ClusterWriter {
    /// One PATCH, with the changed object decoded. A JSON patch whose `test` failed is a `conflict`.
    package func patch<Value: Decodable & Sendable>(
        _ type: Value.Type = Value.self, _ path: String, _ format: PatchFormat, body: [UInt8], query: [QueryItem] = []
    ) async -> Reading<Value> {
        await patch(path, format, body: body, query: query).decoded(type, asked: "PATCH \(path)", patch: format)
    }

    /// Asks the API server what the client's own credentials may do.
    package func review(_ attributes: SelfSubjectAccessReview.ResourceAttributes) async -> Reading<
        SelfSubjectAccessReview.Status
    > {
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        // Strings alone always encode; an empty body would be refused by the server with a fault of its own.
        let body = (try? SelfSubjectAccessReview.Request(attributes).body()) ?? []
        return await post(path, body: body, query: []).decoded(SelfSubjectAccessReview.self, asked: "POST \(path)").map(
            \.status)
    }
}

/// The writing client of an `APIClient`.
package struct APIWriter: ClusterWriter {
    let exchange: Exchange

    private var reader: APIReader { APIReader(exchange: exchange) }

    package var expiries: [Expiry] { get async { exchange.expiries } }

    package func get(_ path: String, query: [QueryItem], headers: [HeaderField]) async -> Reading<Answer> {
        await reader.get(path, query: query, headers: headers)
    }

    package func stream<State: Sendable>(
        _ path: String, query: [QueryItem], limit: Int, into initial: State,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> {
        await reader.stream(path, query: query, limit: limit, into: initial, fold: fold)
    }

    package func patch(_ path: String, _ format: PatchFormat, body: [UInt8], query: [QueryItem]) async -> Reading<
        Answer
    > {
        await exchange.answer(to: Outgoing(.PATCH, path, query: query, contentType: format.rawValue, body: body))
    }

    package func post(_ path: String, body: [UInt8], query: [QueryItem]) async -> Reading<Answer> {
        await exchange.answer(to: Outgoing(.POST, path, query: query, contentType: "application/json", body: body))
    }
}
