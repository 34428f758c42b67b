import ArgumentParser

/// Formats of what is no list.
package enum PlainFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json

    /// Where the command line names none: `KSFLEET_OUTPUT`, if it is one of these.
    package static var standard: PlainFormat {
        OutputChoice.wordOfEnvironment.flatMap(PlainFormat.init(rawValue:)) ?? .table
    }
}
