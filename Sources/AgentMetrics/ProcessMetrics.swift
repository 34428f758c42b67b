package import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The `process_` metrics that every client library of Prometheus has, from /proc/self (proc(5)); what cannot be read
/// is left out.
package enum ProcessMetrics {
    package static func families(startedAt: Date) -> [MetricFamily] {
        let stat = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)).map(fields) ?? []
        func field(_ number: Int) -> Double? { stat.indices.contains(number - 3) ? Double(stat[number - 3]) : nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let cpu = field(14).flatMap { user in field(15).map { (user + $0) / ticks } }
        return [
            .init("process_cpu_seconds_total", .counter, "Processor time, user and system.", cpu),
            .init(
                "process_resident_memory_bytes", .gauge, "Resident memory.",
                field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }),
            .init("process_virtual_memory_bytes", .gauge, "Virtual memory.", field(23)),
            .init("process_start_time_seconds", .gauge, "Start of the process.", startedAt.timeIntervalSince1970),
            .init(
                "process_open_fds", .gauge, "Open file descriptors.",
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }),
            .init("process_max_fds", .gauge, "Most file descriptors that may be open.", limit),
        ]
    }

    /// The fields from the third on: the second is the program's name in parentheses, which may hold anything.
    private static func fields(_ stat: String) -> [Substring] {
        stat.lastIndex(of: ")").map { stat[stat.index(after: $0)...].split(separator: " ") } ?? []
    }

    private static var limit: Double? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? Double(limit.rlim_cur) : nil
    }
}
