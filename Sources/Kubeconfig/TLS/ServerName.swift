import SwiftASN1
import X509

/// The name that a server must have: Go's `VerifyHostname` (crypto/x509, verify.go).
package struct ServerName: Hashable, Sendable {
    let text: String
    private let address: IPAddress?

    /// - Parameter host: a DNS name, or an address without brackets.
    package init(_ host: String) {
        text = host
        address = IPAddress(host)
    }

    /// What the client asks for in its handshake; RFC 6066: no IP address, and no trailing dot.
    package var indication: String? {
        guard address == nil else { return nil }
        let name = text.prefix(255)
        let end = name.lastIndex { $0 != "." }.map { name.index(after: $0) } ?? name.startIndex
        return end == name.startIndex || name.utf8.contains(0) ? nil : String(name[..<end])
    }

    /// nil where the certificate is for this name.
    func problem(with certificate: ReadCertificate) -> CertificateProblem? {
        let names = certificate.alternativeNames ?? []
        if let address { return problem(address, names.compactMap(\.address)) }
        let patterns = names.compactMap(\.dnsName)
        if patterns.contains(where: matches) { return nil }
        return patterns.isEmpty ? .unnamed(asked: text) : .otherName(asked: text, names: patterns)
    }

    private func problem(_ wanted: IPAddress, _ addresses: [IPAddress]) -> CertificateProblem? {
        if addresses.contains(wanted) { return nil }
        return addresses.isEmpty ? .unnamed(asked: text) : .otherName(asked: text, names: addresses.map(\.description))
    }

    /// A wildcard is the whole left-most label, and stands for one label. What is no host name at all matches only
    /// itself.
    func matches(_ pattern: String) -> Bool {
        guard Self.isHostName(text, isPattern: false), Self.isHostName(pattern, isPattern: true) else {
            return pattern != "" && pattern != "." && Self.lowered(text) == Self.lowered(pattern)
        }
        let wanted = Self.labels(text.hasSuffix(".") ? String(text.dropLast()) : text)
        let given = Self.labels(pattern)
        guard wanted.count == given.count else { return false }
        return given.first == ["*".utf8.first ?? 0] ? wanted.dropFirst() == given.dropFirst() : wanted == given
    }

    /// Letters, digits, `_`, and `-` within a label. Bytes, not characters: no two names are equal to Swift alone.
    private static func isHostName(_ text: String, isPattern: Bool) -> Bool {
        let name = !isPattern && text.hasSuffix(".") ? String(text.dropLast()) : text
        guard !name.isEmpty, name != "*" else { return false }
        return labels(name).enumerated().allSatisfy { index, label in
            if isPattern && index == 0 && label == [UInt8(ascii: "*")] { return true }
            return !label.isEmpty && label.first != UInt8(ascii: "-") && label.allSatisfy(isHostByte)
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func labels(_ name: String) -> [[UInt8]] {
        lowered(name).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
    }

    /// ASCII alone, as in the DNS.
    private static func lowered(_ text: String) -> [UInt8] {
        text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

extension GeneralName {
    fileprivate var dnsName: String? { if case .dnsName(let name) = self { name } else { nil } }

    fileprivate var address: IPAddress? {
        if case .ipAddress(let octets) = self { IPAddress(bytes: Array(octets.bytes)) } else { nil }
    }
}
