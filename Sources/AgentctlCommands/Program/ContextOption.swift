import ArgumentParser

/// `--context NAME`, as kubectl has it, for the cluster of that context.
enum ContextOption {
    /// The arguments with the name where the command takes a cluster; as they are where it takes none.
    static func understood(_ arguments: [String]) -> [String] {
        guard let (name, rest) = taken(arguments) else { return arguments }
        let places = [rest + ["--cluster", name]] + (takesCluster(rest) ? [rest + [name]] : [])
        return places.first { (try? Agentctl.parseAsRoot($0)) != nil } ?? arguments
    }

    /// Commands whose argument is a cluster: any other's would be taken for something else.
    private static func takesCluster(_ arguments: [String]) -> Bool {
        let words = arguments.filter { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
        return clusterCommands.contains { words == $0 || words.hasPrefix($0 + " ") }
    }

    private static let clusterCommands = [
        "status", "probe", "diff", "blame", "history", "remediate plan", "remediate apply", "remediate undo",
        "policy explain",
    ]

    private static func taken(_ arguments: [String]) -> (name: String, rest: [String])? {
        var rest = arguments
        guard let place = rest.firstIndex(where: { $0 == "--context" || $0.hasPrefix("--context=") }),
            !rest[..<place].contains("--")
        else { return nil }
        let word = rest.remove(at: place)
        if word != "--context" { return (String(word.dropFirst("--context=".count)), rest) }
        guard rest.indices.contains(place) else { return nil }
        return (rest.remove(at: place), rest)
    }
}
