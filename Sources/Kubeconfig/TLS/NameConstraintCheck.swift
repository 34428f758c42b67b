import FoundationEssentials
import SwiftASN1
import X509

/// Whether an authority's name constraints allow a name (RFC 5280, 4.2.1.10), as Go reads them.
struct NameConstraintCheck {
    let constraints: NameConstraints

    /// The first name that is not allowed, as a message shows it.
    func refused(of names: [GeneralName]) -> String? {
        names.first { !allows($0) }.map(Self.shown)
    }

    private func allows(_ name: GeneralName) -> Bool {
        if constraints.excludedSubtrees.contains(where: { covers($0, name) == true }) { return false }
        let permitted = constraints.permittedSubtrees.compactMap { covers($0, name) }
        return permitted.isEmpty || permitted.contains(true)
    }

    /// nil where the constraint is of another kind than the name.
    private func covers(_ constraint: GeneralName, _ name: GeneralName) -> Bool? {
        switch (constraint, name) {
        case (.dnsName(let domain), .dnsName(let name)): Self.domain(domain, covers: name)
        case (.ipAddress(let network), .ipAddress(let address)):
            Self.network(Array(network.bytes), covers: Array(address.bytes))
        case (.rfc822Name(let mailbox), .rfc822Name(let name)): Self.mailbox(mailbox, covers: name)
        case (.uniformResourceIdentifier(let domain), .uniformResourceIdentifier(let uri)):
            URL(string: uri)?.host.map { IPAddress($0) == nil && Self.domain(domain, covers: $0) } ?? false
        default: nil
        }
    }

    /// An empty constraint covers everything; one that begins with a dot, subdomains alone.
    static func domain(_ constraint: String, covers name: String) -> Bool {
        if constraint.isEmpty { return true }
        let wantsMore = constraint.hasPrefix(".")
        let wanted = labels(wantsMore ? String(constraint.dropFirst()) : constraint)
        let given = labels(name)
        guard given.count >= wanted.count + (wantsMore ? 1 : 0) else { return false }
        return zip(wanted.reversed(), given.reversed()).allSatisfy { $0 == $1 }
    }

    private static func labels(_ name: String) -> [Substring] {
        name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    }

    /// An address and a mask of the same length.
    static func network(_ constraint: [UInt8], covers address: [UInt8]) -> Bool {
        guard constraint.count == address.count * 2 else { return false }
        return address.indices.allSatisfy { (address[$0] ^ constraint[$0]) & constraint[$0 + address.count] == 0 }
    }

    private static func mailbox(_ constraint: String, covers name: String) -> Bool {
        if constraint.contains("@") { return constraint == name }
        guard let at = name.lastIndex(of: "@") else { return false }
        return domain(constraint, covers: String(name[name.index(after: at)...]))
    }

    private static func shown(_ name: GeneralName) -> String {
        switch name {
        case .dnsName(let text), .rfc822Name(let text), .uniformResourceIdentifier(let text): text
        case .ipAddress(let octets): IPAddress(bytes: Array(octets.bytes))?.description ?? "an address"
        default: "\(name)"
        }
    }
}
