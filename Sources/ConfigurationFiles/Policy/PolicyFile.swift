import Files
package import Fleet
import FoundationEssentials

/// `policy.yaml`: what may be done to the fleet, and by whom nobody is asked.
package enum PolicyFile {
    private static let largest = 1 << 20

    /// - Throws: `ConfigurationError` with every mistake of the file.
    package static func load(_ path: String) throws(ConfigurationError) -> Policy { try read(path).policy }

    /// The policy with the zones of its windows, and what is doubtful about it.
    ///
    /// - Parameter watched: the clusters with their labels, for rules that match none; nil where they are not known.
    package static func read(
        _ path: String, zones: ZoneFiles = .system, watched: [ClusterID: [String: String]]? = nil
    ) throws(ConfigurationError) -> PolicyDocument {
        let text: String
        do throws(FileProblem) {
            text = try BoundedFile.text(of: path, atMost: largest)
        } catch {
            throw ConfigurationError(error)
        }
        return try parse(text, file: path, zones: zones, watched: watched)
    }

    /// Reads a policy given as text; `file` is what errors call it.
    package static func parse(
        _ text: String, file: String, zones: ZoneFiles = .system, watched: [ClusterID: [String: String]]? = nil
    ) throws(ConfigurationError) -> PolicyDocument {
        try PolicyReader.read(text, file: file, zones: zones, watched: watched)
    }
}

/// A policy as it was read.
package struct PolicyDocument: Equatable, Sendable {
    package var policy: Policy
    /// The zones that its windows name.
    package var zones: ZoneTable
    /// What is allowed and yet likely not meant, with its place.
    package var warnings: [ConfigurationError.Mistake]

    /// Without a file nothing is repaired by itself.
    package static let none = PolicyDocument(policy: Policy(), zones: ZoneTable(), warnings: [])
}
