import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The journal's native protocol: one datagram an entry, fields as `NAME=value` lines (systemd,
/// docs/JOURNAL_NATIVE_PROTOCOL.md).
package struct JournalSocket: Sendable {
    package static let standardPath = "/run/systemd/journal/socket"

    private let path: String

    package init(path: String = standardPath) { self.path = path }

    /// systemd.exec(5): `JOURNAL_STREAM` holds device and inode of the stream that the journal reads; where standard
    /// error is another one, somebody has sent it elsewhere on purpose. The stream is a socket, and the inodes of
    /// sockets are all of one device.
    package static func isConnected(_ environment: [String: String], descriptor: Int32 = 2) -> Bool {
        let parts = (environment["JOURNAL_STREAM"] ?? "").split(separator: ":").compactMap { UInt64($0) }
        guard parts.count == 2 else { return false }
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"))
            == "socket:[\(parts[1])]"
    }

    /// - Returns: false where the entry did not get there: the caller says it elsewhere.
    package func send(_ fields: [(name: String, value: String)]) -> Bool {
        let bytes = Self.encode(fields)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count + 1)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == bytes.count
    }

    /// A value with a line break is written with its length before it: the name, a line break, 64 bits little-endian,
    /// the bytes, a line break.
    static func encode(_ fields: [(name: String, value: String)]) -> [UInt8] {
        fields.reduce(into: []) { bytes, field in
            bytes += Array(field.name.utf8)
            let value = Array(field.value.utf8.prefix(longestValue))
            if value.contains(UInt8(ascii: "\n")) {
                bytes.append(UInt8(ascii: "\n"))
                withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += Array($0) }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// An entry must fit into one datagram; a larger one would need a memfd, and no message of ours is that long.
    private static let longestValue = 16_384
}
