/// What the name of a host says of where it is.
package enum ClusterHostName: Hashable, Sendable {
    /// A Service of the cluster, by its DNS name
    /// (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/).
    case service(name: String, namespace: String)
    /// An address, or a name that is none of a Service's.
    case elsewhere

    /// - Parameter namespace: of the pod that looks the name up: a bare name is a Service of its own.
    package init(_ host: String, from namespace: String) {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isAddress = host.contains(":") || labels.allSatisfy { Int($0) != nil }
        guard !isAddress, labels.allSatisfy(Self.isLabel) else {
            self = .elsewhere
            return
        }
        switch labels.count {
        case 1: self = .service(name: labels[0], namespace: namespace)
        case 2: self = .service(name: labels[0], namespace: labels[1])
        default: self = labels[2] == "svc" ? .service(name: labels[0], namespace: labels[1]) : .elsewhere
        }
    }

    /// RFC 1123; and nothing that would lead a request's path elsewhere.
    private static func isLabel(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
