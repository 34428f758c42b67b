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

    init(_ arguments: [String]) { self.arguments = arguments }

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
        StandardStream.error.note(
            ProgramName.current.named(quotedIn: failure.message).split(separator: "\n").map { "\(thisProgram): \($0)" }
                .joined(separator: "\n")
        )
        if let hint = failure.hint {
            StandardStream.error.note(
                hint.here.lines("hint", width: StandardStream.error.terminalWidth).joined(separator: "\n"))
        }
        sayAsJSON(failure.status, code: failure.code, failure.message)
        exit(failure.status.rawValue)
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
        StandardStream.error.note(ProgramName.current.named("agentctl: " + words))
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

    /// With a JSON output, the last line on standard error is JSON too. Looked up in the words, because parsing may be
    /// what failed.
    private func sayAsJSON(_ status: ExitStatus, code: String, _ message: String) {
        let wantsJSON = zip(arguments, arguments.dropFirst() + [""]).contains { word, next in
            ["-o", "--output"].contains(word) && next.hasPrefix("json") || word.hasPrefix("--output=json")
                || word.hasPrefix("-ojson")
        }
        guard wantsJSON, let line = try? jsonText(ExitError(code: status.rawValue, error: code, message: message))
        else { return }
        StandardStream.error.note(line)
    }
}
