#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A question that only a person at a terminal can answer.
enum Confirmation {
    /// - Parameters:
    ///   - otherwise: what to give on the command line where nobody can be asked.
    ///   - noInput: that nobody wants to be asked, even at a terminal.
    /// - Throws: `CommandFailure` unless the answer is yes.
    static func ask(_ question: String, otherwise: String, noInput: Bool = false) throws {
        guard !noInput, isatty(STDIN_FILENO) == 1 else { throw CommandFailure(.usage, "this writes, and nobody can be asked", hint: otherwise) }
        try StandardStream.error.write("\(question) [y/N] ")
        guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
            throw CommandFailure(.cancelled, "not confirmed: nothing was done")
        }
    }
}
