import FoundationEssentials
import NIOSSL

/// The bytes of a field that exists in two forms, `FIELD-data` (base64) and `FIELD` (a path). Inline data wins, as in
/// kubectl.
struct CredentialSource {
    let bytes: [UInt8]
    let place: KubeconfigPlace

    /// nil where neither form is there.
    init?(_ entry: KubeconfigFile.Entry, _ field: String) throws(KubeconfigError) {
        let inline = entry.place.field("\(field)-data")
        if let text = try entry.body.text("\(field)-data", at: entry.place) {
            bytes = try Self.base64(text, place: inline)
            place = inline
        } else if let path = try entry.body.text(field, at: entry.place) {
            place = entry.place.field(field)
            bytes = try FileContents.read(place.resolve(path), limit: FileContents.credentialLimit, place: place)
        } else {
            return nil
        }
    }

    /// The files that these fields of an entry name, where no inline data stands in for them.
    static func files(_ entry: KubeconfigFile.Entry, _ fields: [String]) -> [String] {
        fields.compactMap { field in
            guard (try? entry.body.text("\(field)-data", at: entry.place)) == .some(nil),
                let path = try? entry.body.text(field, at: entry.place)
            else { return nil }
            return entry.place.resolve(path)
        }
    }

    private static func base64(_ text: String, place: KubeconfigPlace) throws(KubeconfigError) -> [UInt8] {
        // Go's decoder passes over line breaks too; a folded YAML text has spaces for them.
        let compact = text.filter { !$0.isWhitespace }
        guard !text.contains("-----BEGIN ") else {
            throw place.error(
                .badBase64,
                """
                is PEM, and must be its base64: `base64 -w0 FILE` makes it; or give the file's path in the field \
                without -data
                """
            )
        }
        guard let data = Data(base64Encoded: compact) else {
            throw place.error(.badBase64, "is not base64; `base64 -w0 FILE` makes the text that belongs here")
        }
        return [UInt8](data)
    }

    /// A bundle in which some certificates cannot be read is as good as the others (Go:
    /// x509.CertPool.AppendCertsFromPEM).
    func authorities() throws(KubeconfigError) -> AnchorPool {
        let pool = AnchorPool(pem: bytes)
        guard pool.count > 0 else { throw unreadable() }
        return pool
    }

    /// A client's certificate, and behind it its intermediates that can be read (Go: tls.X509KeyPair).
    func chain() throws(KubeconfigError) -> [NIOSSLCertificate] {
        let blocks = PEMBlock.all(in: bytes).filter { $0.label == "CERTIFICATE" }
        guard let leaf = blocks.first.flatMap(Self.certificate) else { throw unreadable() }
        return [leaf] + blocks.dropFirst().compactMap(Self.certificate)
    }

    private static func certificate(_ block: PEMBlock) -> NIOSSLCertificate? {
        try? NIOSSLCertificate(bytes: block.bytes, format: .der)
    }

    private func unreadable() -> KubeconfigError {
        guard !bytes.starts(with: Array("LS0tLS1CRUdJTi".utf8)) else {
            return place.error(.badCertificate, "is base64 twice over; encode the PEM file once: `base64 -w0 FILE`")
        }
        return place.error(.badCertificate, "holds no PEM certificate that can be read (-----BEGIN CERTIFICATE-----)")
    }

    /// The first block that calls itself a private key, of whatever kind it is.
    func privateKey() throws(KubeconfigError) -> NIOSSLPrivateKey {
        let block = PEMBlock.all(in: bytes).first { $0.label == "PRIVATE KEY" || $0.label.hasSuffix(" PRIVATE KEY") }
        guard let block, let key = try? NIOSSLPrivateKey(bytes: block.bytes, format: .der) else {
            throw place.error(.badKey, "holds no PEM private key that can be read; an encrypted key is not supported")
        }
        return key
    }
}

extension ClientIdentity {
    /// nil where the user has no client certificate.
    init?(user: KubeconfigFile.Entry) throws(KubeconfigError) {
        let certificate = try CredentialSource(user, "client-certificate")
        let privateKey = try CredentialSource(user, "client-key")
        switch (certificate, privateKey) {
        case (nil, nil): return nil
        case (.some(let certificate), .some(let privateKey)):
            self.init(chain: try certificate.chain(), key: try privateKey.privateKey())
        case (.some, nil):
            throw user.place.error(.incompleteCredentials, "client-certificate without client-key; give both")
        // Nothing that kubectl looks at, where there is something else to authenticate with.
        case (nil, .some) where user.hasHeaderCredentials: return nil
        case (nil, .some):
            throw user.place.error(.incompleteCredentials, "client-key without client-certificate; give both")
        }
    }
}

extension KubeconfigFile.Entry {
    fileprivate var hasHeaderCredentials: Bool {
        ["token", "tokenFile", "username", "exec"].contains { body[$0] != nil }
    }
}
