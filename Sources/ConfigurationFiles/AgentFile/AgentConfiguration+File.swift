package import Control
import Crypto
import Files
import Fleet
import FoundationEssentials

extension AgentConfiguration {
    /// - Throws: `ConfigurationError` with every mistake of the file.
    package static func load(_ path: String) throws(ConfigurationError) -> AgentConfiguration {
        let text = try contents(of: path)
        var configuration = try ConfigurationReader.read(text, file: path)
        configuration.file = path
        configuration.digest = digest(of: text)
        return configuration
    }

    private static func digest(of text: String) -> String { SHA256.hash(data: Data(text.utf8)).hexadecimal }

    /// Whether the file still says what is in force: agent.yaml takes a restart. nil where there is none.
    package var standing: AgentState.Configuration? {
        guard let file, let digest else { return nil }
        return AgentState.Configuration(
            file: file, isInForce: (try? Self.contents(of: file)).map { Self.digest(of: $0) == digest } ?? false)
    }

    /// Reads a configuration given as text; `file` is what errors call it.
    package static func parse(_ text: String, file: String) throws(ConfigurationError) -> AgentConfiguration {
        try ConfigurationReader.read(text, file: file)
    }

    private static func contents(of path: String) throws(ConfigurationError) -> String {
        do throws(FileProblem) {
            return try BoundedFile.text(of: path, atMost: largest)
        } catch {
            throw ConfigurationError(error)
        }
    }

    /// A thousand clusters with their labels have some hundreds of kilobytes.
    private static let largest = 16 << 20
}

extension ConfigurationError {
    /// The file is not there at all.
    package var isMissing: Bool { !FileManager.default.fileExists(atPath: file) }

    /// Of a file that could not be read at all, and so has no line.
    init(_ problem: FileProblem) {
        self.init(file: problem.path, mistakes: [.init(line: 0, column: 0, message: problem.words)])
    }
}
