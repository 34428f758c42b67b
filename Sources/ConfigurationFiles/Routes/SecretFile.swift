import Files
import Fleet
import FoundationEssentials

/// A secret of a receiver in a file of its own: the first line counts.
enum SecretFile {
    static let credentials = "$CREDENTIALS_DIRECTORY/"
    private static let largest = 1 << 20

    /// - Parameter directory: where systemd has put the unit's credentials; nil where it was not asked to.
    /// - Throws: `Fault` that names the file and what is wrong with it, never what is in it.
    static func read(_ path: String, directory: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"])
        throws(Fault) -> SecretValue
    {
        let file = try place(of: path, directory)
        let (text, permissions) = try contents(of: file, named: path)
        guard permissions & 0o007 == 0 else {
            throw Fault(.notAttempted, "\(path): everybody may read this secret: chmod o= \(path)")
        }
        var line = text.prefix { !$0.isNewline }.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        guard !line.isEmpty else {
            throw Fault(.notAttempted, "\(path): its first line is empty, and a secret is expected there")
        }
        return SecretValue(String(line))
    }

    private static func contents(
        of file: String, named path: String
    ) throws(Fault) -> (text: String, permissions: UInt32) {
        do throws(FileProblem) {
            let contents = try BoundedFile.contents(of: file, atMost: largest)
            return (try contents.text(), contents.permissions)
        } catch {
            throw Fault(.notAttempted, "\(path): \(error.words)")
        }
    }

    /// Where a file is; what is no secret, a certificate, is looked for there too.
    static func place(
        of path: String, _ directory: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    ) throws(Fault) -> String {
        guard path.hasPrefix(credentials) else { return path }
        guard let directory else {
            throw Fault(
                .notAttempted,
                "\(path): there is no $CREDENTIALS_DIRECTORY: systemd makes it where the unit has LoadCredential=")
        }
        return "\(directory)/\(path.dropFirst(credentials.count))"
    }
}
