package import Fleet
package import FoundationEssentials
import Reports
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Standard output for data, standard error for talk, so that a pipe carries data only.
package enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Writes all of a text.
    ///
    /// - Throws: `CommandFailure`, of status `closedPipe` where nobody reads any more: `agentctl history | head` is no
    ///   error.
    package func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = send(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[written...]))
                if count < 0 && errno == EINTR { continue }
                if count < 0 && errno == EPIPE { throw CommandFailure(.closedPipe, "") }
                guard count > 0 else {
                    throw CommandFailure(.failed, "cannot write the output: \(String(cString: strerror(errno)))")
                }
                written += count
            }
        }
    }

    /// A line of talk, which a terminal breaks as it likes: a command at its end stays one that can be copied. Where it
    /// cannot be written there is nobody to tell.
    package func note(_ text: String) {
        guard !Self.isQuiet else { return }
        try? write(text + "\n")
    }

    /// Talk in words, broken between them to a terminal's width; a command stays whole, on a line of its own where it
    /// has no room behind the words.
    package func tell(_ text: String, command: String? = nil) {
        note(lines(text, command: command).joined(separator: "\n"))
    }

    /// An error, which nothing silences.
    package func complain(_ text: String) { try? write(text + "\n") }

    private func lines(_ text: String, command: String?) -> [String] {
        let whole = command.map { "\(text): \($0)" } ?? text
        guard let width = terminalWidth, displayWidth(whole) > width else { return [whole] }
        let words = wrapped(command == nil ? text : text + ":", width: width, wholeWords: true)
        return words + (command.map { ["  " + $0] } ?? [])
    }

    private static let isSilent = Atomic(false)

    package static var isQuiet: Bool { isSilent.load(ordering: .relaxed) }

    /// From now on only errors are told.
    package static func silence() { isSilent.store(true, ordering: .relaxed) }

    /// A time for whoever reads this stream: local on a terminal, RFC 3339 in UTC elsewhere.
    package func time(_ date: Date, zone: ClockZone = .local) -> String {
        terminalWidth == nil ? date.rfc3339 : zone.text(date)
    }

    /// Progress on a terminal: the line is written over by the next one, and cleared by an empty one.
    package func rewrite(_ text: String) { try? write("\r\u{1B}[K" + text) }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(rawValue, bytes.baseAddress, bytes.count)
        #else
            Musl.write(rawValue, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Columns of the terminal; nil where the stream is none.
    package var terminalWidth: Int? {
        guard isatty(rawValue) == 1 else { return nil }
        var size = winsize()
        return ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Lines of the terminal; nil where it is none, or does not say.
    package var terminalHeight: Int? {
        var size = winsize()
        return isatty(rawValue) == 1 && ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
            ? Int(size.ws_row) : nil
    }
}
