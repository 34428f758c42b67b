import FoundationEssentials
import NIOSSL

/// The bytes of a field that exists in two forms, `FIELD-data` (base64) and `FIELD` (a path). Inline data wins, as in kubectl.
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
            guard (try? entry.body.text("\(field)-data", at: entry.place)) == .some(nil), let path = try? entry.body.text(field, at: entry.place) else { return nil }
            return entry.place.resolve(path)
        }
    }

    private static func base64(_ text: String, place: KubeconfigPlace) throws(KubeconfigError) -> [UInt8] {
        // Go's decoder passes over line breaks too; a folded YAML text has spaces for them.
        let compact = text.filter { !$0.isWhitespace }
        guard let data = Data(base64Encoded: compact) else {
            throw place.error(.badBase64, "is not base64; `base64 -w0 FILE` makes the text that belongs here")
        }
        return [UInt8](data)
    }

    /// A bundle in which some certificates cannot be read is as good as the others, as kubectl has it.
    func authorities() throws(KubeconfigError) -> AnchorPool {
        let pool = AnchorPool(pem: bytes)
        guard pool.count > 0 else {
            throw place.error(.badCertificate, "holds no PEM certificate that can be read (-----BEGIN CERTIFICATE-----)")
        }
        return pool
    }

    func certificates() throws(KubeconfigError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw place.error(.badCertificate, "holds no PEM certificate that can be read (-----BEGIN CERTIFICATE-----)")
        }
        return certificates
    }

    func privateKey() throws(KubeconfigError) -> NIOSSLPrivateKey {
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
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
            self.init(chain: try certificate.certificates(), key: try privateKey.privateKey())
        case (.some, nil):
            throw user.place.error(.incompleteCredentials, "client-certificate without client-key; give both")
        case (nil, .some):
            throw user.place.error(.incompleteCredentials, "client-key without client-certificate; give both")
        }
    }
}
