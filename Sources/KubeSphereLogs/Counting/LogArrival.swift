package import Fleet

/// When a log is read. A line that says another time than one of the year before is counted in the minute in which it
/// was read: a clock may be off by hours, and no clock by decades.
package struct LogArrival: Sendable {
    /// Of lines whose time is not believed; 0 where it is not known when they are read.
    let minute: Int
    private let believed: ClosedRange<Int64>?

    private static let day: Int64 = 86_400_000_000_000

    /// - Parameter clock: on the log's own clock; nil believes every time from 2000 to 2199.
    package init(_ clock: ForeignTime?) {
        minute = clock?.minute ?? 0
        believed = clock.map {
            ($0.nanoseconds.saturatingSubtract(366 * Self.day))...($0.nanoseconds.saturatingAdd(2 * Self.day))
        }
    }

    func minute(of time: ForeignTime?) -> Int {
        guard let time, believed?.contains(time.nanoseconds) != false else { return minute }
        return time.minute
    }
}
