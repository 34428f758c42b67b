package import Fleet
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension ClockZone {
    /// The zone of TZ or /etc/localtime, as the C library knows it.
    package static let local = ClockZone { date in
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
    }
}
