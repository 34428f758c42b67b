import FoundationEssentials

extension AgentConfiguration {
    /// - Throws: `ConfigurationError` with every mistake of the file.
    package static func load(_ path: String) throws(ConfigurationError) -> AgentConfiguration {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError(file: path, mistakes: [.init(line: 0, column: 0, message: "cannot be read: check that it exists and who may read it")])
        }
        var configuration = try ConfigurationReader.read(text, file: path)
        configuration.file = path
        return configuration
    }

    /// Reads a configuration given as text; `file` is what errors call it.
    package static func parse(_ text: String, file: String) throws(ConfigurationError) -> AgentConfiguration {
        try ConfigurationReader.read(text, file: file)
    }
}
