import Fleet

/// Answers of something on the way that an API server does not give.
extension Answer {
    /// Where a redirection leads, which is not followed: the credentials would go along. Its host alone is named: the
    /// rest may hold what was sent.
    var redirection: String? {
        guard (300..<400).contains(status), let location = header("Location") else { return nil }
        return
            """
            it redirects to \(place(location)), and ksfleet does not go there with credentials; write the address that \
            answers into the kubeconfig
            """
    }

    private func place(_ location: String) -> String {
        guard let scheme = location.firstRange(of: "//"), !location[..<scheme.lowerBound].contains("/") else {
            return "another path of the same server"
        }
        let authority = location[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let isHost = !host.isEmpty && host.utf8.count < 254 && host.utf8.allSatisfy(Self.isOfHost)
        return isHost ? withoutSecrets(String(host)) : "another address"
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- 48 < 10 || ".-:[]".utf8.contains(byte)
    }

    /// That it is compressed, which was not asked for.
    var compression: String? {
        guard let encoding = header("Content-Encoding")?.lowercased() else { return nil }
        let known = ["gzip", "deflate", "br", "zstd", "compress"].first { encoding.contains($0) }
        return known.map { "the answer is compressed (\($0)), which was not asked for: something on the way does that" }
    }
}
