package import Fleet

extension LogClassifier {
    /// Which of the lines of one failure is the one that counts.
    package enum Counting: Sendable {
        /// `authentication.go`: 3.0 and 4.x, whose other lines of a failure come before it.
        case authentication
        /// The warnings of `jwt.go` or `jwt_token.go`: 3.1 to 3.4.
        case warnings
        /// A 3.x that is not known closer: 3.0 has no such warnings, and the others have no such lines of
        /// `authentication.go`.
        case both
        /// Not known: the former where the log has any, else the latter. Only for whole logs: a failure that is split
        /// between two readings could count in both.
        case either

        package init(version: KubeSphereVersion?, layout: ConfigLayout?) {
            self =
                switch version {
                case let version? where version.major >= 4 || version < KubeSphereVersion(major: 3, minor: 1):
                    .authentication
                case .some: .warnings
                case nil: layout == .issuer ? .authentication : layout == .oauthOptions ? .both : .either
                }
        }
    }
}
