import Control
import Fleet
import FoundationEssentials
import Hummingbird
import Linux
import NIOCore

/// Reads what a client sends: at most so much, within so long, and only JSON of the shape that is expected.
struct ControlBody {
    let limits: ControlLimits

    func read<Value: ControlRequest>(_ type: Value.Type, _ request: Request) async throws(ControlProblem) -> Value {
        let data = try await collect(request)
        do {
            let value = try ControlJSON.decode(type, from: data)
            if let stranger = try ControlJSON.decode([String: Ignored].self, from: data).keys.sorted().first(where: {
                !Value.fields.contains($0)
            }) {
                throw ControlProblem(
                    .badRequest, "the request has an unknown field \(printable(stranger, limit: 60))",
                    hint: "it takes \(Value.fields.sorted().joined(separator: ", "))")
            }
            return value
        } catch let problem as ControlProblem {
            throw problem
        } catch {
            throw ControlProblem(.badRequest, Self.explain(error), hint: "docs/control.md shows each request")
        }
    }

    private struct Ignored: Decodable { init(from decoder: any Decoder) {} }

    /// A reason is what the journal is for: one of spaces is none.
    func reason(_ text: String) throws(ControlProblem) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else {
            throw ControlProblem(.badRequest, "reason is empty: say why, the journal keeps it")
        }
        return printable(words, limit: 200)
    }

    private func collect(_ request: Request) async throws(ControlProblem) -> Data {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.body {
            throw .tooLargeBody(limits.body)
        }
        let (body, most) = (request.body, limits.body)
        let finished: Result<Data, ControlProblem>? = await withDeadline(seconds: limits.bodyTime) {
            do {
                return .success(Data(try await body.collect(upTo: most).readableBytesView))
            } catch is NIOTooManyBytesError {
                return .failure(.tooLargeBody(most))
            } catch {
                return .failure(ControlProblem(.badRequest, "the request's body could not be read"))
            }
        }
        guard let finished else {
            throw ControlProblem(.timedOut, "the request's body did not arrive within \(Int(limits.bodyTime)) s")
        }
        return try finished.get()
    }

    private static func explain(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "the request has no \(key.stringValue)"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty,
            .valueNotFound(_, let context) where context.codingPath.isEmpty:
            "the request's body is no JSON object"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the request's \(context.codingPath.map(\.stringValue).joined(separator: ".")) is of the wrong type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            """
            the request's \(context.codingPath.map(\.stringValue).joined(separator: ".")) is not valid: times are \
            written 2026-10-01T14:00:05Z
            """
        default: "the request's body is not valid JSON"
        }
    }
}

extension ControlBody {
    /// - Throws: `bad-request` for a gate that does not exist, and for one that nobody may waive.
    static func waivable(_ names: [String]?) throws(ControlProblem) -> [Gate] {
        var gates: [Gate] = []
        for name in names ?? [] {
            guard let gate = Gate(rawValue: name), gate.isWaivable else {
                let known = Gate.waivable.map(\.rawValue).joined(separator: ", ")
                throw ControlProblem(
                    .badRequest, "\(printable(name, limit: 60)) cannot be waived; what can be: \(known)")
            }
            gates.append(gate)
        }
        return gates
    }
}

extension ControlProblem {
    static func tooLargeBody(_ most: Int) -> ControlProblem {
        ControlProblem(.tooLarge, "the request's body is larger than the \(most) bytes that this API takes")
    }
}
