import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports

struct PolicyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the policy with every default.",
        discussion: """
            Shows what the file says now; a running agent takes a change over when it is reloaded.

              agentctl policy show
              agentctl policy show --policy new-policy.yaml -o json
            """)

    @OptionGroup var policy: PolicyOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let (path, document) = try policy.document(try policy.configuration())
        if path == nil { StandardStream.error.note("agent.yaml names no policy: nothing is repaired by itself") }
        switch output.output {
        case .json, .jsonl, .yaml, .name:
            try output.show(PolicyItem.listing(PolicyItem(document.policy, file: path)), whenEmpty: "")
        case .table, .wide, .csv: try output.write(PolicyLine.table(PolicyLine.lines(document.policy)))
        }
    }
}

/// One setting, as a row.
private struct PolicyLine {
    let key: String
    let value: String

    static func table(_ lines: [PolicyLine]) -> Table {
        Table([.init("KEY"), .init("VALUE", isFlexible: true)], rows: lines.map { [.init($0.key), .init($0.value)] })
    }

    static func lines(_ policy: Policy) -> [PolicyLine] {
        [PolicyLine(key: "mode", value: policy.mode.rawValue)]
            + policy.rules.enumerated().flatMap { rule($0.offset + 1, $0.element) } + limits(policy.limits)
            + policy.freezes.enumerated().map { freeze($0.offset + 1, $0.element) }
    }

    private static func rule(_ number: Int, _ rule: PolicyRule) -> [PolicyLine] {
        let lines = [
            ("causes", rule.causes.map(\.rawValue).sorted().joined(separator: ", ")), ("clusters", rule.clusters.text),
            ("mode", rule.mode.rawValue),
            (
                "after",
                "\(counted(rule.after.probes, "probe")) in a row, lasting \(shortDuration(seconds: rule.after.lasting))"
            ),
            ("windows", rule.windows.isEmpty ? "at any time" : rule.windows.map(\.text).joined(separator: "; ")),
            ("blackouts", rule.blackouts.isEmpty ? "none" : rule.blackouts.map(\.text).joined(separator: "; ")),
        ]
        return lines.map { PolicyLine(key: "rules[\(number)].\($0.0)", value: $0.1) }
    }

    private static func limits(_ limits: PolicyLimits) -> [PolicyLine] {
        let lines = [
            ("concurrent", "\(limits.concurrent)"),
            ("unhealthyCeiling", "\((limits.unhealthyCeiling * 1000).rounded() / 10)%"),
            ("stormCooldown", shortDuration(seconds: limits.stormCooldown)),
            ("cooldown", shortDuration(seconds: limits.cooldown)),
            ("attempts", "\(limits.attempts)"), ("attemptsPerDay", "\(limits.attemptsPerDay)"),
            ("approvalExpiresAfter", shortDuration(seconds: limits.approvalExpiresAfter)),
            ("soak", shortDuration(seconds: limits.soak)),
        ]
        return lines.map { PolicyLine(key: "limits.\($0.0)", value: $0.1) }
    }

    private static func freeze(_ number: Int, _ freeze: Freeze) -> PolicyLine {
        PolicyLine(
            key: "freeze[\(number)]",
            value:
                """
                \(freeze.clusters.text), from \(freeze.from.rfc3339) until \
                \(freeze.until?.rfc3339 ?? "it is taken out"): \(freeze.reason)
                """
        )
    }
}
