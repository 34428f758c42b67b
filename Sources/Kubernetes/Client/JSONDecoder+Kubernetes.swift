import Fleet
package import FoundationEssentials
import NIOCore

extension JSONDecoder {
    /// Reads the API's JSON: times are RFC 3339.
    package static let kubernetes: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time of RFC 3339")
            }
            return date
        }
        return decoder
    }()

    /// Decodes where the bytes lie: they are not copied into a `Data` first.
    func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws(DecodingError) -> Value {
        do {
            return try buffer.withUnsafeReadableBytes { bytes in
                guard let start = bytes.baseAddress else { return try decode(type, from: Data()) }
                // The decoder keeps nothing of its input, so the pointer does not outlive this closure.
                let data = Data(
                    bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
                return try decode(type, from: data)
            }
        } catch let error as DecodingError {
            throw error
        } catch {
            throw .dataCorrupted(.init(codingPath: [], debugDescription: "not JSON"))
        }
    }
}

extension DecodingError {
    /// Where the answer is not what it should be. Only places and types: the values may be secret.
    var place: String {
        switch self {
        case .dataCorrupted(let context): "the answer is not valid at \(context.path)"
        case .keyNotFound(let key, let context): "the answer has no \(key.stringValue) at \(context.path)"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            "the answer has no \(Self.word(for: type)) at \(context.path)"
        @unknown default: "the answer cannot be read"
        }
    }

    /// What JSON calls it.
    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type, is Date.Type: "string"
        case is Bool.Type: "boolean"
        case is any Numeric.Type: "number"
        default: String(describing: type).hasPrefix("Array<") ? "array" : "object"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String {
        codingPath.isEmpty
            ? "its root" : codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
