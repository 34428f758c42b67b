package import ArgumentParser
import Fleet
package import FoundationEssentials
import Reports

/// When something that holds for a time ends.
package struct UntilOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("When it ends, such as '2026-12-27 08:00'.", valueName: "time"))
    package var until: String?

    @Option(
        name: .customLong("for"), help: ArgumentHelp("How long it holds, such as 90m, 4h or 2d.", valueName: "duration")
    )
    package var duration: String?

    package func validate() throws {
        if until != nil, duration != nil { throw ValidationError("give --until or --for, not both") }
    }

    /// - Returns: nil where neither is given.
    /// - Throws: a usage error for what is no such time, and for one that is over.
    package func end(after now: Date) throws -> Date? {
        if let duration {
            guard case .ago(let seconds)? = try? TimeExpression(duration), seconds > 0, !duration.hasSuffix("ago")
            else {
                throw CommandFailure(
                    .usage, "invalid duration \"\(printable(duration, limit: 60))\"", hint: "use 90m, 4h or 2d")
            }
            return now.addingTimeInterval(seconds)
        }
        guard let until else { return nil }
        let time: Date
        do { time = try TimeExpression(until).date(now: now, zone: .local) } catch {
            throw CommandFailure(
                .usage, "invalid time \"\(printable(until, limit: 60))\"",
                hint: """
                    use 2026-12-27, "2026-12-27 08:00" (local), 2026-12-27T08:00:00Z or @1790000000; a length of time \
                    is --for 4h
                    """)
        }
        guard time > now else {
            throw CommandFailure(
                .usage, "\(time.rfc3339) is in the past",
                hint: "for a length of time: --for \(Self.length(until) ?? "4h")")
        }
        return time
    }

    /// `4h` is so long ago: whoever gives it as an end means from now on.
    private static func length(_ text: String) -> String? {
        guard case .ago(let seconds)? = try? TimeExpression(text), seconds > 0, !text.contains(" "),
            !text.hasPrefix("-")
        else { return nil }
        return text
    }

    package init() {}
}
