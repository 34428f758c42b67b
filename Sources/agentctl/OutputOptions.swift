import ArgumentParser
import Fleet
import FoundationEssentials
import Reports

enum OutputFormat: String, CaseIterable, ExpressibleByArgument { case table, json, jsonl, csv }

enum ColourChoice: String, CaseIterable, ExpressibleByArgument { case auto, always, never }

/// How a reading command writes.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How to write.")
    var output = OutputFormat.table

    @Flag(name: .long, help: "Leave out the header of a table or CSV.")
    var noHeaders = false

    @Option(name: .customLong("color"), help: "Whether to colour. auto respects NO_COLOR, CLICOLOR_FORCE and TERM=dumb.")
    var colour = ColourChoice.auto

    @Flag(name: .long, help: "Show times, and read days and times without a zone, in UTC instead of local time.")
    var utc = false

    var zone: ClockZone { utc ? .utc : .local }

    /// nil where the table goes into a pipe or a file.
    var terminalWidth: Int? { StandardStream.output.terminalWidth }

    /// By the rules of no-color.org and bixense.com/clicolors; a flag beats the environment.
    var style: Style {
        let environment = ProcessInfo.processInfo.environment
        func isSet(_ name: String) -> Bool { environment[name]?.isEmpty == false }
        let isForced = isSet("CLICOLOR_FORCE") || isSet("FORCE_COLOR")
        let isWanted = terminalWidth != nil && !isSet("NO_COLOR") && environment["TERM"] != "dumb"
        return Style(colour: colour == .always || (colour == .auto && (isForced || isWanted)), unicode: Self.showsUnicode(environment))
    }

    /// POSIX: the first of these that is set and not empty names the locale.
    private static func showsUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.uppercased().hasSuffix("UTF-8") || locale.uppercased().hasSuffix("UTF8")
    }
}

/// Which history is read.
struct StoreOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The history's file (environment: KSFLEET_DB; else \(defaultPath)).", valueName: "path"))
    var db: String?

    static let defaultPath = "/var/lib/ksfleet/history.sqlite"

    var path: String { db ?? ProcessInfo.processInfo.environment["KSFLEET_DB"] ?? Self.defaultPath }
}
