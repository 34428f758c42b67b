import ArgumentParser
package import Fleet
package import FoundationEssentials
package import Reports

package enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    /// A table with every column, wider than the terminal where need be.
    case wide
    case json, jsonl, yaml, csv
    /// The names alone, one a line.
    case name

    /// For people, on a terminal or in a pipe.
    package var isTable: Bool { self == .table || self == .wide }

    /// Values with their fields' names.
    package var isDocument: Bool { self == .json || self == .jsonl || self == .yaml }
}

package enum ColourChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

/// How a reading command writes.
package struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("output")],
        help: ArgumentHelp(
            "How to write (environment: KSFLEET_OUTPUT); wide is a table with every column, name the names alone.",
            valueName: "output"))
    package var choice = OutputChoice.standard

    package var output: OutputFormat { choice.format }

    @Flag(name: .long, help: "Leave out the header of a table or CSV.")
    package var noHeaders = false

    @Option(
        name: .customLong("color"),
        help: "Whether to colour. auto respects NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM=dumb.")
    package var colour = ColourChoice.auto

    @Flag(name: .customLong("no-color"), help: "The same as --color never.")
    var noColour = false

    @Flag(name: .long, help: "Show times, and read days and times without a zone, in UTC instead of local time.")
    package var utc = false

    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    package func validate() throws {
        if let mistake = choice.mistake { throw ValidationError(mistake) }
    }

    package var zone: ClockZone { utc ? .utc : .local }

    /// A time for the reader at hand: local on a terminal, RFC 3339 in UTC elsewhere.
    package func time(_ date: Date) -> String { terminalWidth == nil ? date.rfc3339 : zone.text(date) }

    /// Statements for the reader at hand.
    package var words: Words {
        let (isTerminal, zone) = (terminalWidth != nil, zone)
        return isTerminal ? Words(zone: zone) : .plain
    }

    /// nil where the table goes into a pipe or a file.
    package var terminalWidth: Int? { StandardStream.output.terminalWidth }

    package var style: Style {
        let isWanted: Bool? = noColour || colour == .never ? false : colour == .always ? true : nil
        return Self.style(isWanted: isWanted)
    }

    /// - Parameter isWanted: what a flag says; nil leaves it to the environment and the terminal.
    package static func style(isWanted: Bool?) -> Style {
        Style(
            environment: ProcessInfo.processInfo.environment, isTerminal: StandardStream.output.terminalWidth != nil,
            isWanted: isWanted)
    }

    package init() {}
}
