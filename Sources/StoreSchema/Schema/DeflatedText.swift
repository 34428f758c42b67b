package import FoundationEssentials
import GRDB
import SystemZlib

/// A text as the database keeps it: in zlib's format (RFC 1950), with its length, which zlib does not store.
///
/// A kubesphere.yaml shrinks to about a third.
package struct DeflatedText: Sendable {
    /// Bytes of the text.
    package let size: Int
    package let bytes: Data

    /// No document of a ConfigMap comes near: the API server takes 1 MiB.
    private static let largest = 64 << 20

    package init(_ text: String) throws {
        var text = text
        size = text.utf8.count
        bytes = try text.withUTF8 { source in
            var length = compressBound(uLong(source.count))
            var target = Data(count: Int(length))
            let result = target.withUnsafeMutableBytes { target in
                compress2(
                    target.bindMemory(to: Bytef.self).baseAddress, &length, source.baseAddress, uLong(source.count),
                    Z_BEST_COMPRESSION)
            }
            guard result == Z_OK else { throw DatabaseError(resultCode: .SQLITE_NOMEM, message: "zlib gave \(result)") }
            return Data(target.prefix(Int(length)))
        }
    }

    init(size: Int, bytes: Data) {
        self.size = size
        self.bytes = bytes
    }

    /// - Throws: `SQLITE_CORRUPT` where the bytes are not what was stored.
    func text() throws -> String {
        guard (0...Self.largest).contains(size) else { throw Self.damaged }
        var length = uLong(size)
        // zlib takes no empty buffer.
        var text = [UInt8](repeating: 0, count: max(size, 1))
        let result = bytes.withUnsafeBytes { source in
            uncompress(&text, &length, source.bindMemory(to: Bytef.self).baseAddress, uLong(source.count))
        }
        guard result == Z_OK, Int(length) == size else { throw Self.damaged }
        return String(decoding: text.prefix(size), as: UTF8.self)
    }

    private static let damaged = DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "a stored configuration cannot be decompressed")
}

extension DatabaseFunction {
    /// `deflate(text)`, for the migration that compresses what an older version stored.
    static let deflate = DatabaseFunction("deflate", argumentCount: 1, pure: true) { values in
        try String.fromDatabaseValue(values[0]).map { try DeflatedText($0).bytes }
    }
}
