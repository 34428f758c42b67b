import Fleet
package import FoundationEssentials
package import GRDB

extension Date {
    /// How every time but a probe's is stored: milliseconds since 1970, rounded.
    package var milliseconds: Int64 { Int64(saturating: (timeIntervalSince1970 * 1000).rounded()) }

    package init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// How a probe's time is stored: whole seconds since 1970.
    package var wholeSeconds: Int64 { Int64(saturating: timeIntervalSince1970.rounded(.down)) }

    init(wholeSeconds: Int64) { self.init(timeIntervalSince1970: Double(wholeSeconds)) }
}

extension Row {
    /// A column of milliseconds; nil where it has none.
    package func date(_ column: String) -> Date? { (self[column] as Int64?).map(Date.init(milliseconds:)) }
}
