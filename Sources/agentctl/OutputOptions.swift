import ArgumentParser
import Fleet
import FoundationEssentials
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension OutputFormat: ExpressibleByArgument {}
extension ColorChoice: ExpressibleByArgument {}

/// How every reading command writes.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "table, json, jsonl or csv.")
    var output = OutputFormat.table

    @Flag(name: .long, help: "Leave out the header of a table or CSV.")
    var noHeaders = false

    @Option(name: .long, help: "auto, always or never. NO_COLOR and TERM=dumb are respected.")
    var color = ColorChoice.auto

    var terminal: Terminal {
        var size = winsize()
        let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal.detect(
            isTerminal: isatty(STDOUT_FILENO) == 1, width: hasSize ? Int(size.ws_col) : nil, choice: color, headers: !noHeaders,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Prints a listing; an empty table says so on standard error, so that a pipe stays empty.
    func show<Row: Encodable>(_ listing: Listing<Row>, whenEmpty: String) throws {
        if listing.rows.isEmpty, output == .table {
            let bytes = Array("\(whenEmpty)\n".utf8)
            _ = write(STDERR_FILENO, bytes, bytes.count)
            return
        }
        print(try listing.rendered(output, on: terminal))
    }
}

/// Which history is read.
struct StoreOptions: ParsableArguments {
    @Option(name: .long, help: "The history (environment: KSFLEET_DB).")
    var db = ProcessInfo.processInfo.environment["KSFLEET_DB"] ?? "/var/lib/ksfleet/history.sqlite"
}
