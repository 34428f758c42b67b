package import Fleet

/// Why a round has no tokens to probe its members with.
package struct NoTokens: Error, Equatable, Sendable {
    package let why: String

    /// - Parameter host: nil where no cluster calls itself the host.
    package static func unreadable(_ host: ClusterID?) -> NoTokens {
        guard let host else {
            return NoTokens(
                why:
                    """
                    no cluster of this round is a host by its own configuration: name it with host in agent.yaml, or \
                    --host
                    """
            )
        }
        return NoTokens(why: "the jwtSecret of the host \(host) could not be read in this round")
    }

    package static func several(_ hosts: [ClusterID]) -> NoTokens {
        let names = hosts.map(\.rawValue).joined(separator: ", ")
        return NoTokens(
            why:
                """
                \(hosts.count) clusters say that they are the host (\(names)): name one with host in agent.yaml, or \
                --host
                """
        )
    }

    /// - Parameter unread: the clusters that had not answered; the host alone where it is named.
    package static func late(_ unread: [ClusterID], seconds: Double) -> NoTokens {
        let names =
            unread.prefix(3).map(\.rawValue).joined(separator: ", ")
            + (unread.count > 3 ? " and \(unread.count - 3) more" : "")
        let waited = "after \(Int(saturating: seconds.rounded())) s"
        guard unread.count > 1 else {
            return NoTokens(why: "\(names), which is or may be the host, had not been read \(waited)")
        }
        return NoTokens(
            why:
                """
                no host was found: \(names) had not been read \(waited); name the host with host in agent.yaml, or \
                --host
                """
        )
    }
}
