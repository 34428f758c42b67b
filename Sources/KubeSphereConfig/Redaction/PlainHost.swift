#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Hosts, addresses and ports as they may be shown.
enum PlainHost {
    private static let names: Set<String> = [
        "host", "hosts", "hostname", "hostnames", "endpoint", "endpoints", "address", "addresses", "addr", "addrs",
        "server", "servers",
        "domain", "domains",
        "registry", "master", "service",
    ]

    /// Whether what stands under a key is a host: `hunter2.example` is one under `host`, and not under `motto`.
    static func isHeld(by name: String) -> Bool { KeyWords.split(name).last.map { names.contains($0) } ?? false }

    /// One host, or a list with commas, each with or without a port; or a URL that has nothing to hide.
    static func shows(_ text: String) -> Bool {
        if text.contains("://") { return ShownURL(text, isMask: { _ in false })?.isWholly ?? false }
        return text.utf8.count <= 253
            && text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { isHostAndPort($0) }
    }

    static func isHostAndPort(_ text: some StringProtocol) -> Bool {
        if isAddress(String(text)) { return true }
        if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
            return isIPv6(String(text[text.index(after: text.startIndex)..<end]))
                && isPortOrNothing(text[text.index(after: end)...])
        }
        if isIPv6(String(text)) { return true }
        let host = text.prefix { $0 != ":" }
        return isName(host) && isPortOrNothing(text[host.endIndex...])
    }

    /// An IPv4 address, with a port or the length of a prefix: nothing else looks like one.
    static func isAddress(_ text: String) -> Bool {
        let address = text.prefix { $0 != ":" && $0 != "/" }
        let rest = text[address.endIndex...]
        guard isIPv4(String(address)) else { return false }
        if rest.first == "/" { return Int(rest.dropFirst()).map { (0...32).contains($0) } ?? false }
        return isPortOrNothing(rest)
    }

    static func isPort(_ text: some StringProtocol) -> Bool {
        (1...5).contains(text.count) && text.allSatisfy(PlainWord.isDigit) && (Int(text) ?? 65_536) <= 65_535
    }

    private static func isPortOrNothing(_ text: some StringProtocol) -> Bool {
        text.isEmpty || (text.first == ":" && isPort(text.dropFirst()))
    }

    /// A name of DNS whose labels are words.
    private static func isName(_ text: some StringProtocol) -> Bool {
        let name = text.last == "." ? String(text.dropLast()) : String(text)
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            label.utf8.count <= 63 && PlainWord.areWords(label, separators: "-_", mayEndInDigits: true)
        }
    }

    private static func isIPv4(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }

    private static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return text.utf8.count <= 45 && inet_pton(AF_INET6, text, &address) == 1
    }
}
