import Fleet
import NIOSSL

/// Names a TLS failure. NIOSSL hands on BoringSSL's error stack, whose only stable part is the reason's name in its
/// text.
enum TLSFault {
    static func explain(_ error: any Error) -> (Fault.Kind, String) {
        let texts = texts(of: error)
        guard !texts.isEmpty else { return (.connectionLost, "the connection failed (\(type(of: error)))") }
        if let alert = alert(in: texts) {
            return clientAlerts.contains(alert)
                ? (.tlsClientRefused, "the server refused the client's certificate, or wants one (\(alert))")
                : (.tls, "the server ended the TLS handshake (\(alert))")
        }
        if texts.contains(where: { $0.contains("WRONG_VERSION_NUMBER") || $0.contains("HTTP_REQUEST") }) {
            return (.tls, "the server does not speak TLS on this port")
        }
        if texts.contains(where: { $0.contains("EOF during handshake") }) {
            return (.connectionLost, "the connection was closed in the TLS handshake")
        }
        if texts.contains(where: { $0.contains("KEY_USAGE_BIT_INCORRECT") }) {
            return (
                .tls,
                "the server's certificate has a key usage without digital signature, which TLS needs "
                    + "(kubectl overlooks it): issue it anew"
            )
        }
        return (.tls, "the TLS handshake failed (\(reason(in: texts)))")
    }

    /// Alerts by which a server speaks of the client's certificate, by BoringSSL's names of them.
    private static let clientAlerts: Set<String> = [
        "BAD_CERTIFICATE", "UNSUPPORTED_CERTIFICATE", "CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED",
        "CERTIFICATE_UNKNOWN", "UNKNOWN_CA",
        "ACCESS_DENIED", "CERTIFICATE_REQUIRED", "NO_CERTIFICATE",
    ]

    /// `TLSV1_ALERT_UNKNOWN_CA` and `SSLV3_ALERT_BAD_CERTIFICATE` are alerts that came from the peer.
    private static func alert(in texts: [String]) -> String? {
        for text in texts {
            for marker in ["TLSV1_ALERT_", "SSLV3_ALERT_"] {
                guard let range = text.firstRange(of: marker) else { continue }
                return String(text[range.upperBound...].prefix { $0.isLetter || $0 == "_" || $0.isNumber })
            }
        }
        return nil
    }

    /// The name in `Error: NUMBER error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER at FILE:LINE`.
    private static func reason(in texts: [String]) -> String {
        guard let text = texts.first, let marker = text.firstRange(of: "OPENSSL_internal:") else {
            return "no reason given"
        }
        return String(text[marker.upperBound...].prefix { $0 != " " })
    }

    /// The texts of the error stack; empty for what is not a TLS error.
    static func texts(of error: any Error) -> [String] {
        switch error {
        case let error as NIOSSLError:
            switch error {
            case .handshakeFailed(let inner), .shutdownFailed(let inner): texts(of: inner)
            default: ["\(error)"]
            }
        case let error as BoringSSLError:
            switch error {
            case .sslError(let stack), .unknownError(let stack): stack.isEmpty ? ["\(error)"] : stack.map(\.description)
            default: ["\(error)"]
            }
        default: []
        }
    }
}
