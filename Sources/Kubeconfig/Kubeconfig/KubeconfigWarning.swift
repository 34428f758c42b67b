package import Fleet

/// What a kubeconfig says without a mistake, and yet hardly as it was meant. It never carries a secret.
package struct KubeconfigWarning: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// A name stands in several files with different content: the first file's counts.
        case shadowedName = "shadowed-name"
        /// Only the first of several documents in one file is read.
        case secondDocument = "second-document"
        /// Several contexts lead to one server.
        case sharedServer = "shared-server"
        /// The server's name is known only inside of a cluster.
        case innerName = "inner-name"
    }

    package let kind: Kind
    /// What was seen.
    package let message: String
    /// What to do.
    package let remedy: NextStep

    init(_ kind: Kind, _ message: String, remedy: NextStep) {
        self.kind = kind
        self.message = printable(message, limit: 1000)
        self.remedy = remedy.mapping(text: { printable($0, limit: 1000) }, command: { printable($0, limit: 1000) })
    }
}

extension KubeconfigWarning: CustomStringConvertible {
    package var description: String { "\(message); \(remedy.oneLine)" }
}

extension KubeconfigWarning {
    /// Of files as they are merged, the first before the others.
    static func all(of files: [KubeconfigFile]) -> [KubeconfigWarning] {
        let shadowed =
            shadowed("context", files, \.contexts) + shadowed("cluster", files, \.clusters)
            + shadowed("user", files, \.users)
        return files.filter(\.isFollowed).map(secondDocument) + shadowed
    }

    private static func secondDocument(of file: KubeconfigFile) -> KubeconfigWarning {
        KubeconfigWarning(
            .secondDocument,
            """
            \(file.path) holds more than one YAML document: the first is read, as by kubectl, and what stands behind \
            its `---` is not
            """,
            remedy: "make a file of each document, and name them all under kubeconfigs in agent.yaml")
    }

    private static func shadowed(
        _ kind: String, _ files: [KubeconfigFile], _ entries: (KubeconfigFile) -> [KubeconfigFile.Entry]
    ) -> [KubeconfigWarning] {
        var first: [String: KubeconfigFile.Entry] = [:]
        var warnings: [KubeconfigWarning] = []
        for file in files {
            for entry in entries(file) {
                guard let counting = first[entry.name] else {
                    first[entry.name] = entry
                    continue
                }
                if !counting.isSame(as: entry) { warnings.append(shadowed(kind, entry, by: counting, in: file)) }
            }
        }
        return warnings
    }

    private static func shadowed(
        _ kind: String, _ entry: KubeconfigFile.Entry, by counting: KubeconfigFile.Entry, in file: KubeconfigFile
    ) -> KubeconfigWarning {
        let misled = kind == "context" ? [] : file.contexts.filter { $0.names(kind, entry.name) }.map(\.name)
        let consequence =
            misled.isEmpty
            ? ""
            : """
            , also for what \(file.path) holds of \(misled.count == 1 ? "context" : "contexts") \
            \(misled.joined(separator: ", "))
            """
        return KubeconfigWarning(
            .shadowedName,
            """
            \(kind) \(entry.name) stands in two files with different content: \(counting.place.filePlace) counts, and \
            not \(entry.place.filePlace)\(consequence)
            """,
            remedy: kind == "context"
                ? NextStep(
                    "rename one",
                    command:
                        """
                        kubectl --kubeconfig \(shellWord(file.path)) config rename-context \(shellWord(entry.name)) \
                        NEW-NAME
                        """
                )
                : "give the \(kind) a name of its own in \(file.path), there and in its contexts")
    }
}

extension KubeconfigPlace {
    fileprivate var filePlace: String { line.map { "\(file):\($0)" } ?? file }
}

extension KubeconfigFile.Entry {
    fileprivate func names(_ key: String, _ name: String) -> Bool { (try? body.text(key, at: place)) == .some(name) }

    /// Whether it says the same: equal fields, and where they name files, the same ones.
    fileprivate func isSame(as other: KubeconfigFile.Entry) -> Bool {
        body.isEqual(to: other.body) && Self.fileFields.allSatisfy { path($0) == other.path($0) }
    }

    private static let fileFields = ["certificate-authority", "client-certificate", "client-key", "tokenFile"]

    private func path(_ field: String) -> String? {
        guard let text = try? body.text(field, at: place) else { return nil }
        return place.resolve(text)
    }
}
