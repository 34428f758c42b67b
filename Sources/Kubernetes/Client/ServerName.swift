import Fleet
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// Holds a server to the name it was asked for.
///
/// NIOSSL also accepts a certificate that names only the IP address of the connection, where a DNS name was asked for (its
/// `validIdentityForService`). Go, and so kubectl, does not: behind one address several servers may stand.
struct ServerName: Hashable, Sendable {
    let name: String
    /// Where the name is an address: it need not be the connection's, which is all that NIOSSL knows.
    private let address: IPAddress?

    /// nil where the server is asked for by its own IP address, which NIOSSL verifies by itself.
    init?(_ endpoint: APIEndpoint) {
        guard endpoint.verifiesServer else { return nil }
        if let wanted = endpoint.addressAsServerName {
            self.init(name: wanted, address: IPAddress(wanted))
        } else {
            self.init(host: endpoint.tlsServerName ?? endpoint.server.host)
        }
    }

    private init(name: String, address: IPAddress?) {
        (self.name, self.address) = (name, address)
    }

    init?(host: String) {
        guard IPAddress(host) == nil else { return nil }
        self.init(name: host, address: nil)
    }

    /// - Throws: `failedToValidateHostname` before anything is sent on the connection.
    func verify(_ channel: any Channel) throws {
        let handler = try channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        guard let leaf = handler.peerCertificate, try isNamed(by: leaf) else { throw NIOSSLExtraError.failedToValidateHostname }
    }

    private func isNamed(by certificate: NIOSSLCertificate) throws -> Bool {
        let leaf = try Certificate(derEncoded: certificate.toDERBytes())
        return try leaf.extensions.subjectAlternativeNames?.contains { alternative in
            switch alternative {
            case .dnsName(let pattern): return address == nil && matches(pattern)
            case .ipAddress(let bytes): return address.map { $0.bytes.elementsEqual(bytes.bytes) } ?? false
            default: return false
            }
        } ?? false
    }

    /// RFC 6125, 6.4.3: a wildcard is the whole left-most label, and stands for one label.
    func matches(_ pattern: String) -> Bool {
        let wanted = Self.labels(name)
        let given = Self.labels(pattern)
        guard wanted.count == given.count, let first = given.first else { return false }
        if first == "*" { return given.count > 2 && wanted.dropFirst() == given.dropFirst() }
        return wanted == given
    }

    private static func labels(_ name: String) -> [Substring] {
        let lowered = name.lowercased()
        return (lowered.hasSuffix(".") ? lowered.dropLast() : lowered[...]).split(separator: ".", omittingEmptySubsequences: false)
    }
}
