import ArgumentParser
import Fleet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whether a command that changes something asks before it does.
package struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    package var yes = false

    @Flag(name: .long, help: "Never ask: without --yes, do nothing and end with 64.")
    var noInput = false

    /// - Parameter otherwise: what to give on the command line where nobody can be asked.
    /// - Throws: `CommandFailure` unless the answer is yes.
    package func ask(_ question: String, otherwise: String) throws {
        if yes { return }
        guard !noInput, isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                .usage, "confirmation needed, and there is no terminal to ask on", hint: NextStep(otherwise))
        }
        try StandardStream.error.write("\(question) [y/N] ")
        guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
            throw CommandFailure(.cancelled, "not confirmed: nothing was done")
        }
    }

    package init() {}
}
