import Console
import Fleet
import FoundationEssentials
import Reports

extension ReportZone {
    /// The machine's zone, by TZ, or by where /etc/localtime leads; where neither names it, by its offset.
    static var local: ReportZone {
        let clock = ClockZone.local
        if let name { return ReportZone(name: name, clock: clock) }
        let offset = clock.offsetText(at: Date())
        return ReportZone(name: offset == "UTC" ? offset : "UTC\(offset)", clock: clock)
    }

    private static let folder = "/zoneinfo/"

    private static var name: String? {
        if let zone = ProcessInfo.processInfo.environment["TZ"].map({ $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        ), !zone.isEmpty {
            // A rule such as CST-8 is no name.
            return zone.contains("/") && !zone.hasPrefix("/") || zone == "UTC" ? zone : nil
        }
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime") else {
            return nil
        }
        return target.firstRange(of: folder).map { String(target[$0.upperBound...]) }
    }
}
