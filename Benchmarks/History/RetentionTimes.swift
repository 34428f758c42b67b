import Foundation
import Store
import Synchronization

/// How long the steps of the retention hold the writer: an hour's work, a day's, and a file that must shrink by a
/// tenth. Changes the file.
struct RetentionTimes {
    let path: String

    func run() async throws {
        let writer = try HistoryWriter.open(path: path, program: "bench")
        print(
            """
            retention                      steps  rolled up    removed   pages back   median ms   99% ms   longest ms  \
            > 10 ms     MiB
            """
        )
        let now = Date()
        try await time("an hour later", writer, RetentionRules(), now.addingTimeInterval(3600))
        try await time("a day later", writer, RetentionRules(), now.addingTimeInterval(86_400))
        let bound = StoreSize.of(path).database / 10 * 9
        try await time("a tenth too large", writer, RetentionRules(maxBytes: bound), now.addingTimeInterval(86_400))
        try writer.close()
    }

    private func time(_ name: String, _ writer: HistoryWriter, _ rules: RetentionRules, _ now: Date) async throws {
        let held = Mutex<[Double]>([])
        let report = try await writer.retain(rules, now: now) { seconds in held.withLock { $0.append(seconds) } }
        let sorted = held.withLock { $0.sorted() }
        func quantile(_ part: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))] * 1000
        }
        print(
            name.padding(toLength: 28, withPad: " ", startingAt: 0)
                + String(
                    format: "%8d %10d %10d %12d %11.2f %8.2f %12.2f %8d %7d", report.steps, report.rolledUp,
                    report.removed, report.freedPages,
                    quantile(0.5), quantile(0.99), report.longestHold * 1000, sorted.count { $0 > 0.010 },
                    StoreSize.of(path).database >> 20))
    }
}
