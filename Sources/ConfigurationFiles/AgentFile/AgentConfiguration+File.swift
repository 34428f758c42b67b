package import Control
import Crypto
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
        func unreadable(_ why: String) -> ConfigurationError {
            ConfigurationError(file: path, mistakes: [.init(line: 0, column: 0, message: why)])
        }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw unreadable("no such file, or its folder may not be entered")
        }
        guard !isDirectory else { throw unreadable("is a directory; name the file in it") }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw unreadable("cannot be read: check who may read it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw unreadable("is not text: a YAML file in UTF-8 is expected")
        }
        return text
    }
}

extension ConfigurationError {
    /// The file is not there at all.
    package var isMissing: Bool { !FileManager.default.fileExists(atPath: file) }
}
