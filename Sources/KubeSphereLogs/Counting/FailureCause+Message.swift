package import Fleet
package import KubeSphereConfig

extension FailureCause {
    /// The cause that a ks-apiserver's error text names, in its log or in the body of its 401, whatever the version
    /// (kubesphere.md B3, M12).
    ///
    /// - Parameter backends: where the services are that it may not have reached.
    package init(message: some StringProtocol, backends: BackendAddresses = BackendAddresses()) {
        let text = message.lowercased()
        // The client of the session cache says no more where its old connection was closed (kubesphere.md M12).
        self =
            Self.phrases.first { text.contains($0.phrase) }?.cause ?? backends.cause(text)
            ?? (text == "eof" ? .redisUnreachable : .other)
    }

    private static let phrases: [(phrase: String, cause: FailureCause)] = [
        ("token not found in cache", .tokenNotInCache),
        ("signature is invalid", .signatureInvalid),
        ("token is expired", .tokenExpired),
        ("token used before issued", .tokenUsedBeforeIssued),
        ("token is not valid yet", .tokenUsedBeforeIssued),
        ("invalid number of segments", .tokenMalformed),
        ("illegal base64", .tokenMalformed),
        ("invalid character", .tokenMalformed),
        ("expect token signed with hmac", .unexpectedAlgorithm),
        ("unexpect signature algorithm", .unexpectedAlgorithm),
        ("signing method", .unexpectedAlgorithm),
        ("key is of invalid type", .unexpectedAlgorithm),
        ("account is not active", .accountNotActive),
        ("user.iam.kubesphere.io", .userNotFound),
        ("noauth", .redisRefused),
        ("wrongpass", .redisRefused),
        ("err invalid password", .redisRefused),
        ("client sent auth, but no password is set", .redisRefused),
        ("called without any password configured", .redisRefused),
        ("redis: ", .redisUnreachable),
        ("loading redis", .redisUnreachable),
    ]
}
