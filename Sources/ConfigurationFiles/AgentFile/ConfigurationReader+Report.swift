import Fleet
import Reports
import Yams

extension ConfigurationReader {
    mutating func readReport(_ node: Node) -> AgentConfiguration.ReportDefaults {
        var report = AgentConfiguration.ReportDefaults()
        for (key, value) in entries(node, known: ["fleet", "objective", "timeZone", "groupBy"], of: "report") {
            switch key {
            case "fleet": report.fleet = text(value)
            case "objective": report.objective = objective(value)
            case "timeZone": report.timeZone = timeZone(value)
            default: report.groupBy = text(value)
            }
        }
        return report
    }

    /// `99.9%`, and 99.9 as a number.
    private mutating func objective(_ node: Node) -> Double? {
        guard let share = node.scalar.flatMap({ Objective.share(percent: $0.string) }) else {
            add(Objective.expected, at: node)
            return nil
        }
        return share
    }

    /// A machine without tzdata is no mistake of the file: the agent starts there, and a report says so.
    private mutating func timeZone(_ node: Node) -> String? {
        guard let name = text(node) else { return nil }
        guard case .failure(let fault) = ZoneFiles.system.zone(name) else { return name }
        if case .noZones = fault { return name }
        add(fault.message(name), at: node)
        return nil
    }
}
