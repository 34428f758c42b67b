package import FoundationEssentials
import X509

/// Verifies what a server presents as Go's crypto/x509 does (`Certificate.Verify`, verify.go), so that a server is
/// accepted here where kubectl accepts it, and refused for the same reason.
///
/// swift-certificates parses and checks signatures. Its own verifier is not used: it takes a common name for a DNS
/// name, knows no extended key usage, and looks through any number of paths, which a server may make up.
package struct ChainVerifier {
    let name: ServerName
    let anchors: [AnchorPool]
    let now: Date
    /// More of them are not looked at: a server sends a handful.
    private static let longestChain = 64

    package init(name: ServerName, anchors: [AnchorPool], now: Date) {
        self.name = name
        self.anchors = anchors
        self.now = now
    }

    /// - Parameter presented: the certificates in DER, the server's own first.
    /// - Returns: nil where the server is accepted.
    package func problem(with presented: [[UInt8]]) -> CertificateProblem? {
        guard let first = presented.first else { return .nothingPresented }
        let leaf: ReadCertificate
        do { leaf = try ReadCertificate(der: first) } catch { return .unreadable(UnreadableCertificate(error)) }
        if let problem = CertificateValidity(now: now).problem(with: leaf) { return problem }
        if let problem = name.problem(with: leaf) { return problem }
        if anchors.contains(where: { $0.contains(leaf) }) {
            return PathSearch.isForServers([leaf]) ? nil : .notForServers
        }
        let intermediates = presented.dropFirst().prefix(Self.longestChain).compactMap { try? ReadCertificate(der: $0) }
        var search = PathSearch(anchors: anchors, intermediates: intermediates, now: now)
        return search.reachesAnchor(from: [leaf]) ? nil : search.problem(with: leaf)
    }
}

/// Looks for a path from a server's certificate to an anchor.
private struct PathSearch {
    let anchors: [AnchorPool]
    let intermediates: [ReadCertificate]
    let now: Date
    /// Go's `maxChainSignatureChecks`.
    private var signatureChecks = 100
    private var firstProblem: CertificateProblem?
    private var isOnlyUnfit = false

    init(anchors: [AnchorPool], intermediates: [ReadCertificate], now: Date) {
        self.anchors = anchors
        self.intermediates = intermediates
        self.now = now
    }

    /// Why there was no path.
    func problem(with leaf: ReadCertificate) -> CertificateProblem {
        if isOnlyUnfit { return .notForServers }
        return firstProblem
            ?? .unknownAuthority(issuer: ReadCertificate.shownName((intermediates.last ?? leaf).certificate.issuer))
    }

    mutating func reachesAnchor(from path: [ReadCertificate]) -> Bool {
        guard let tip = path.last else { return false }
        for anchor in anchors.flatMap({ $0.named(tip.certificate.issuer) })
        where isSigner(anchor, of: path, isAnchor: true) {
            if Self.isForServers(path + [anchor]) { return true }
            isOnlyUnfit = true
        }
        for parent in intermediates where parent.certificate.subject == tip.certificate.issuer {
            if isSigner(parent, of: path, isAnchor: false), reachesAnchor(from: path + [parent]) { return true }
        }
        return false
    }

    private mutating func isSigner(_ candidate: ReadCertificate, of path: [ReadCertificate], isAnchor: Bool) -> Bool {
        guard let tip = path.last, !Self.isIn(path, candidate) else { return false }
        guard signatureChecks > 0 else {
            firstProblem = .tooManyPaths
            return false
        }
        signatureChecks -= 1
        let found =
            Self.signatureProblem(tip, by: candidate)
            ?? CertificateValidity(now: now).problem(with: candidate, signing: path, isAnchor: isAnchor)
        firstProblem = firstProblem ?? found
        return found == nil
    }

    /// The same name, key and alternative names: such a certificate stands for one that the path has already.
    private static func isIn(_ path: [ReadCertificate], _ candidate: ReadCertificate) -> Bool {
        path.contains {
            $0.certificate.subject == candidate.certificate.subject
                && $0.certificate.publicKey == candidate.certificate.publicKey
                && $0.alternativeNames == candidate.alternativeNames
        }
    }

    /// `CheckSignatureFrom`.
    private static func signatureProblem(_ child: ReadCertificate, by parent: ReadCertificate) -> CertificateProblem? {
        guard parent.maySign else { return .notAnAuthority(issuer: parent.shownName) }
        // MD5, and SHA-1 with ECDSA, are not even read.
        guard child.certificate.signatureAlgorithm != .sha1WithRSAEncryption else {
            return .weakSignature(subject: child.shownName)
        }
        let isSigned = parent.certificate.publicKey.isValidSignature(
            child.certificate.signature, for: child.certificate)
        return isSigned ? nil : .otherKey(issuer: parent.shownName)
    }

    /// `checkChainForKeyUsage`: each certificate that names uses must name this one.
    static func isForServers(_ path: [ReadCertificate]) -> Bool {
        path.allSatisfy { $0.usages.isEmpty || $0.usages.contains(.any) || $0.usages.contains(.serverAuth) }
    }
}

extension ReadCertificate {
    /// Version 3 certificates must say that they are an authority's; older ones have no way to.
    fileprivate var maySign: Bool {
        switch basicConstraints {
        case .some(.isCertificateAuthority): break
        case .some(.notCertificateAuthority): return false
        case nil: guard certificate.version != .v3 else { return false }
        }
        return keyUsage.map { $0 == KeyUsage() || $0.keyCertSign } ?? true
    }
}

/// Go's `isValid`: time, constraints and the length of the path.
private struct CertificateValidity {
    let now: Date

    /// Of the server's own certificate.
    func problem(with leaf: ReadCertificate) -> CertificateProblem? { common(leaf, isAuthority: false) }

    /// Of one that signs the last of `path`.
    func problem(with signer: ReadCertificate, signing path: [ReadCertificate], isAnchor: Bool) -> CertificateProblem? {
        if let problem = common(signer, isAuthority: true) { return problem }
        if let constraints = signer.nameConstraints {
            let names = path.flatMap { $0.alternativeNames ?? [] }
            if let name = NameConstraintCheck(constraints: constraints).refused(of: names) {
                return .nameNotAllowed(name, authority: signer.shownName)
            }
        }
        guard case .some(.isCertificateAuthority(let longest)) = signer.basicConstraints else {
            return isAnchor ? nil : .notAnAuthority(issuer: signer.shownName)
        }
        guard let longest, path.count - 1 > longest else { return nil }
        return .tooManyIntermediates(authority: signer.shownName)
    }

    private func common(_ certificate: ReadCertificate, isAuthority: Bool) -> CertificateProblem? {
        let subject = certificate.shownName
        if let oid = certificate.unknownCritical { return .unknownExtension(oid, subject: subject) }
        let (from, until) = (certificate.certificate.notValidBefore, certificate.certificate.notValidAfter)
        if now < from { return .notYetValid(from, subject: subject, isAuthority: isAuthority) }
        return now > until ? .expired(until, subject: subject, isAuthority: isAuthority) : nil
    }
}
