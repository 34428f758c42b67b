import ArgumentParser
import Console
import Fleet
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One run of the program: parse, run, say what went wrong, exit.
struct Invocation {
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = ContextOption.understood(arguments) }

    func run() async -> Never {
        if let failure = CommandPath(arguments, root: Agentctl.self).failure { end(failure) }
        do {
            if let help = try HelpRequest.answer(arguments, root: Agentctl.self) { endWithHelp(help) }
            var command = try await Agentctl.asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            exit(ExitStatus.ok.rawValue)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let error as CommandFailure {
            end(error)
        } catch {
            endParsing(error)
        }
    }

    private func endWithHelp(_ text: String) -> Never {
        try? StandardStream.output.write(ProgramName.current.named(text) + "\n")
        exit(ExitStatus.ok.rawValue)
    }

    private func end(_ failure: CommandFailure) -> Never {
        guard failure.status != .closedPipe else { exit(failure.status.rawValue) }
        StandardStream.error.complain(
            ProgramName.current.named(quotedIn: failure.message).split(separator: "\n").flatMap(Self.lines)
                .joined(separator: "\n")
        )
        if let hint = failure.hint {
            StandardStream.error.complain(
                hint.here.lines("hint", width: StandardStream.error.terminalWidth).joined(separator: "\n"))
        }
        sayAsJSON(failure.status, code: failure.code, failure.message)
        exit(failure.status.rawValue)
    }

    /// A line of a message, broken at words on a terminal. One with a command in it stays whole.
    private static func lines(_ message: Substring) -> [String] {
        let line = "\(thisProgram): \(message)"
        guard let width = StandardStream.error.terminalWidth, !message.contains("`") else { return [line] }
        return wrapped(line, width: width, wholeWords: true)
    }

    /// What the argument parser throws: a request for help, a wrong argument, or an error of a command that it does not
    /// know either.
    private func endParsing(_ error: any Error) -> Never {
        let text = Agentctl.fullMessage(for: error)
        let code = Agentctl.exitCode(for: error)
        if code.isSuccess {
            endWithHelp(HelpSection.arranged(text))
        }
        guard code == .validationFailure else { end(CommandFailure(error)) }
        let words = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
        StandardStream.error.complain(ProgramName.current.named("agentctl: " + words))
        if let option = Agentctl.message(for: error).firstMatch(of: /Unknown option '(-[^'= ]+)/)?.output.1,
            let habit = KubectlHabit.option(String(option))
        {
            let hint = habit.mapping(text: { ProgramName.current.named($0) }, command: { $0 })
            let width = StandardStream.error.terminalWidth
            StandardStream.error.complain(hint.lines("hint", width: width).joined(separator: "\n"))
        }
        sayAsJSON(.usage, code: ExitStatus.usage.code, Agentctl.message(for: error))
        exit(ExitStatus.usage.rawValue)
    }

    private struct ExitError: Encodable {
        let messageType = "exit_error"
        let code: Int32
        let error: String
        let message: String

        private enum CodingKeys: String, CodingKey {
            case messageType = "message_type"
            case code, error, message
        }
    }

    private var wantsJSON: Bool {
        let formats = zip(arguments, arguments.dropFirst() + [""]).compactMap { word, next -> Substring? in
            if word == "-o" || word == "--output" { return next[...] }
            if word.hasPrefix("--output=") { return word.dropFirst("--output=".count) }
            return word.hasPrefix("-o") ? word.dropFirst(2) : nil
        }
        let format = formats.last ?? (AgentOptions.environment("KSFLEET_OUTPUT") ?? "")[...]
        return format.hasPrefix("json") && !format.hasPrefix("jsonpath")
    }

    /// With a JSON output, the last line on standard error is JSON too. Looked up in the words, because parsing may be
    /// what failed.
    private func sayAsJSON(_ status: ExitStatus, code: String, _ message: String) {
        guard wantsJSON, let line = try? jsonText(ExitError(code: status.rawValue, error: code, message: message))
        else { return }
        StandardStream.error.complain(line)
    }
}
