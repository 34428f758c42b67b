package import ArgumentParser
import Fleet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why something is done. The journal keeps it, so it is not optional where something is changed.
package struct ReasonOption: ParsableArguments {
    @Option(name: .long, help: "Why: recorded in the journal, beside who you are. Asked for on a terminal.")
    package var reason: String?

    /// What was given, or is typed in on a terminal.
    ///
    /// - Parameter confirmation: of a command that asks before it acts; with `--no-input` nothing is asked.
    /// - Throws: a usage error where none is given, and nobody can be asked.
    package func required(_ confirmation: ConfirmationOptions? = nil) throws -> String {
        if let words = Self.words(reason) { return words }
        // One that is given and empty is a slip of a script.
        guard canBeAsked(confirmation), let typed = Self.words(try Self.asked()) else {
            throw CommandFailure(
                .usage, "--reason is required; it is recorded in the journal", hint: "--reason \"ticket 4711\"",
                code: "reason_missing")
        }
        return typed
    }

    /// Before anything is shown: nil where somebody can be asked for it below that. Nobody gives a reason for what they
    /// have not seen.
    package func given(_ confirmation: ConfirmationOptions? = nil) throws -> String? {
        canBeAsked(confirmation) ? nil : try required(confirmation)
    }

    /// Before anything is shown: a reason that is missing and cannot be asked for ends it here.
    package func check(_ confirmation: ConfirmationOptions) throws { _ = try given(confirmation) }

    /// Below what is shown: the reason, asked for where none was given, and then the yes.
    package func decided(
        _ confirmation: ConfirmationOptions, _ question: String, otherwise: String = "give --yes"
    ) throws -> String {
        let words = try required(confirmation)
        try confirmation.ask(question, otherwise: otherwise)
        return words
    }

    /// Whether none was given, and somebody is there to give one.
    func canBeAsked(_ confirmation: ConfirmationOptions? = nil) -> Bool {
        reason == nil && confirmation?.noInput != true && isatty(STDIN_FILENO) == 1
    }

    private static func asked() throws -> String? {
        try StandardStream.error.write("Reason (recorded in the journal): ")
        return readLine()
    }

    private static func words(_ text: String?) -> String? {
        guard let words = text?.split(whereSeparator: \.isWhitespace).joined(separator: " "), !words.isEmpty else {
            return nil
        }
        return words
    }

    package init() {}
}
