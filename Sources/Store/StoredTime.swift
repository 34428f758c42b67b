import Fleet
import FoundationEssentials
import GRDB

extension Date {
    /// How every time but a probe's is stored: milliseconds since 1970, rounded.
    var milliseconds: Int64 { Int64(saturating: (timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// How a probe's time is stored: whole seconds since 1970.
    var wholeSeconds: Int64 { Int64(saturating: timeIntervalSince1970.rounded(.down)) }

    init(wholeSeconds: Int64) { self.init(timeIntervalSince1970: Double(wholeSeconds)) }
}

extension Row {
    /// A column of milliseconds; nil where it has none.
    func date(_ column: String) -> Date? { (self[column] as Int64?).map(Date.init(milliseconds:)) }
}
