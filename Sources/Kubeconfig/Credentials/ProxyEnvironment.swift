package import Fleet
import FoundationEssentials

/// The proxy that the environment names for `https` servers, read as Go's httpproxy package, and so kubectl, reads it
/// (https://pkg.go.dev/golang.org/x/net/http/httpproxy). A kubeconfig's own `proxy-url` goes before it, and knows no
/// exceptions.
package struct ProxyEnvironment: Sendable {
    /// The variable's name and its text, which may hold a password.
    private let proxy: (variable: String, text: String)?
    private let exceptions: NoProxy

    /// - Parameter environment: the process's environment, or any other; the upper-case names go before the lower-case
    ///   ones.
    package init(_ environment: [String: String]) {
        func first(_ names: [String]) -> (String, String)? {
            names.lazy.compactMap { name in environment[name].flatMap { $0.isEmpty ? nil : (name, $0) } }.first
        }
        proxy = first(["HTTPS_PROXY", "https_proxy"])
        exceptions = NoProxy(first(["NO_PROXY", "no_proxy"])?.1 ?? "")
    }

    package static let process = ProxyEnvironment(ProcessInfo.processInfo.environment)

    /// nil where the server is to be reached directly.
    ///
    /// - Throws: a problem that names the variable. Go passes over an address that it cannot read, and goes without a
    ///   proxy; here that would send credentials a way that nobody asked for.
    func proxy(for server: ServerAddress) throws(ProxyAddress.Problem) -> ProxyAddress? {
        guard let proxy, !exceptions.covers(host: server.host, port: server.port) else { return nil }
        // httpproxy's parseProxy: an address without a scheme is an http one.
        switch ProxyAddress.read(proxy.text.contains("://") ? proxy.text : "http://\(proxy.text)") {
        case .success(let address): return address
        case .failure(let problem):
            throw ProxyAddress.Problem(message: "\(proxy.variable) of the environment \(problem.message)")
        }
    }
}

/// A proxy that is asked in plain text for a tunnel, for clients of others than API servers.
package struct PlainProxy: Sendable {
    package let host: String
    package let port: Int
    package let user: String?
    package let password: SecretValue?
}

extension ProxyEnvironment {
    /// nil where an `https` server is to be reached directly.
    ///
    /// - Throws: `Fault` that names the variable, where it names no proxy, or one of another kind.
    package func plainProxy(host: String, port: Int) throws(Fault) -> PlainProxy? {
        guard let proxy, !exceptions.covers(host: host, port: port) else { return nil }
        switch ProxyAddress.read(proxy.text.contains("://") ? proxy.text : "http://\(proxy.text)") {
        case .failure(let problem): throw Fault(.proxy, "\(proxy.variable) of the environment \(problem.message)")
        case .success(let address) where address.kind != .http:
            throw Fault(
                .proxy,
                """
                \(proxy.variable) of the environment names no http:// proxy, and receivers are reached through none \
                else; NO_PROXY excepts their hosts
                """
            )
        case .success(let address):
            return PlainProxy(
                host: address.host, port: address.port, user: address.credentials?.user,
                password: address.credentials?.password)
        }
    }
}

/// Which servers are reached without a proxy: the list in `NO_PROXY`, and this machine itself.
struct NoProxy: Sendable {
    private enum Exception {
        case everything
        case network(IPNetwork)
        case address(IPAddress, port: Int?)
        /// Ends with a dot and the name; `itself` where the name without anything before it counts too.
        case domain(suffix: String, itself: Bool, port: Int?)
    }

    private let exceptions: [Exception]

    init(_ list: String) {
        exceptions = list.split(separator: ",").compactMap { Self.read($0.trimmingSpaces().lowercased()) }
    }

    func covers(host: String, port: Int) -> Bool {
        let host = host.lowercased()
        let address = IPAddress(host)
        if host == "localhost" || address?.isLoopback == true { return true }
        return exceptions.contains { exception in
            switch exception {
            case .everything: true
            case .network(let network): address.map(network.contains) ?? false
            case .address(let excepted, let only): excepted == address && (only ?? port) == port
            case .domain(let suffix, let itself, let only):
                address == nil && (host.hasSuffix(suffix) || (itself && host == suffix.dropFirst()))
                    && (only ?? port) == port
            }
        }
    }

    /// `*`, a network, an address or a domain, the last two perhaps with a port; nil for what is none of them.
    private static func read(_ text: String) -> Exception? {
        if text == "*" { return .everything }
        if let network = IPNetwork(text) { return .network(network) }
        guard let (host, port) = split(text), !host.isEmpty else { return nil }
        if let address = IPAddress(host) { return .address(address, port: port) }
        let name = host.hasPrefix("*.") ? host.dropFirst() : host[...]
        return .domain(
            suffix: name.hasPrefix(".") ? String(name) : ".\(name)", itself: !name.hasPrefix("."), port: port)
    }

    /// `HOST`, `HOST:PORT`, `[ADDRESS]:PORT` and a bare IPv6 address; nil where the port is none: Go then compares it
    /// with a number, in vain.
    private static func split(_ text: String) -> (String, Int?)? {
        if IPAddress(text) != nil { return (text, nil) }
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        let port = text[text.index(after: colon)...]
        guard !port.isEmpty else { return (String(text[..<colon]), nil) }
        guard let number = Int(port) else { return nil }
        let host = text[..<colon]
        return (host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host), number)
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        let start = drop { $0.isWhitespace }
        return start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)]
    }
}
