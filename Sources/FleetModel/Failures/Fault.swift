import FleetText

/// Why something could not be read. A failed read is a value: the probe goes on and the diagnosis says what it means.
package struct Fault: Error, Hashable, Codable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// The kubeconfig's entry cannot be used as it is.
        case kubeconfig
        /// Another context leads to the same cluster, and is asked in its stead.
        case anotherContext = "another-context"
        case nameResolution = "name-resolution"
        case connectionRefused = "connection-refused"
        /// The peer closed or reset the connection, or the network has no route.
        case connectionLost = "connection-lost"
        case timeout
        /// The proxy on the way made no connection: nothing is known of what stands behind it.
        case proxy
        case tlsUnknownAuthority = "tls-unknown-authority"
        case tlsCertificateExpired = "tls-certificate-expired"
        case tlsNameMismatch = "tls-name-mismatch"
        /// The server's TLS alert refused the client's own certificate.
        case tlsClientRefused = "tls-client-refused"
        case tls
        /// kube-apiserver's own 401: it does not know the credentials.
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case badRequest = "bad-request"
        /// Plain HTTP was sent to a server that speaks TLS.
        case tlsExpected = "tls-expected"
        /// 409: another resourceVersion, or 422 from a JSON patch's failing `test`.
        case conflict
        case unprocessable
        case tooManyRequests = "too-many-requests"
        case serviceUnavailable = "service-unavailable"
        case server
        case malformedAnswer = "malformed-answer"
        case answerTooLarge = "answer-too-large"
        /// The ConfigMap has no `kubesphere.yaml`.
        case missingDocument = "missing-document"
        case invalidDocument = "invalid-document"
        /// A document that ks-apiserver may read, and ksfleet does not.
        case documentNotRead = "document-not-read"
        /// It answered, and the agent has not come to read it yet: that says nothing of the cluster.
        case agentBusy = "agent-busy"
        /// Not asked, because something it depends on had already failed.
        case notAttempted = "not-attempted"
    }

    package let kind: Kind
    /// What was asked and what was answered, fit for a terminal: no control characters, bounded, no secret.
    package let message: String
    /// The HTTP status, where there was an answer.
    package let status: Int?

    package init(_ kind: Kind, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.message = printable(message)
        self.status = status
    }

    /// True where no HTTP answer came at all: nothing is known of the cluster behind it.
    package var isUnreachable: Bool {
        switch kind {
        case .nameResolution, .connectionRefused, .connectionLost, .timeout, .proxy, .tlsUnknownAuthority,
            .tlsCertificateExpired, .tlsNameMismatch, .tls:
            true
        default: false
        }
    }

    /// Whether it is known that the cluster answered.
    package var isAnswer: Bool { !isUnreachable && kind != .agentBusy }

    /// True where asking for more would give the same answer, or burden a server that asked to be left alone.
    package var forbidsFurtherRequests: Bool {
        isUnreachable || kind == .kubeconfig || kind == .unauthorized || kind == .tlsClientRefused
            || kind == .tooManyRequests
    }

    /// True where the network, not the cluster, may be the reason: on its own it proves nothing about the cluster.
    package var mayBeOurNetwork: Bool {
        switch kind {
        case .nameResolution, .connectionLost, .timeout, .connectionRefused, .proxy: true
        default: false
        }
    }
}

extension Fault: CustomStringConvertible {
    package var description: String { "\(kind.rawValue): \(message)" }
}

/// What a read gave: a value, or why there is none.
package enum Reading<Value: Sendable>: Sendable {
    case value(Value)
    case failed(Fault)

    package var value: Value? { if case .value(let value) = self { value } else { nil } }
    package var fault: Fault? { if case .failed(let fault) = self { fault } else { nil } }

    package func map<Other: Sendable>(_ transform: (Value) -> Other) -> Reading<Other> {
        switch self {
        case .value(let value): .value(transform(value))
        case .failed(let fault): .failed(fault)
        }
    }
}

extension Reading: Equatable where Value: Equatable {}
