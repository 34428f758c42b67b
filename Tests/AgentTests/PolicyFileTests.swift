import ConfigurationFiles
import Fleet
import Foundation
import Operations
import Testing

@Suite("policy.yaml")
struct PolicyFileTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/policy")

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: directory.appending(path: name), encoding: .utf8)
    }

    static let invalid = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
        .filter { $0.hasPrefix("invalid-") && $0.hasSuffix(".yaml") }.sorted()

    @Test(
        "each rule of the reader has a file that breaks it, and says what, where and what instead", arguments: invalid)
    func mistakes(name: String) throws {
        let expected = try Self.text(name.replacing(".yaml", with: ".expected")).split(separator: "\n").map {
            "policy.yaml:\($0)"
        }
        let error = try #require(throws: ConfigurationError.self) {
            try PolicyFile.parse(Self.text(name), file: "policy.yaml")
        }
        #expect(error.description.split(separator: "\n").map(String.init) == expected)
    }

    @Test("there are such files at all") func fixtures() { #expect(Self.invalid.count >= 19) }

    @Test("every key is read")
    func full() throws {
        let document = try PolicyFile.parse(Self.text("full.yaml"), file: "policy.yaml")
        let policy = document.policy
        #expect(policy.mode == .suggest && policy.rules.count == 3 && policy.freezes.count == 2)
        #expect(
            policy.rules[0].causes == [.tokenNotInCache, .staleProcess]
                && policy.rules[0].clusters == ClusterSelector(names: ["edge-*", "hub-?"]))
        #expect(policy.rules[0].mode == .auto && policy.rules[0].after == EvidenceThreshold(probes: 5, lasting: 600))
        #expect(
            policy.rules[0].windows.map(\.zone) == ["Asia/Shanghai", "UTC"]
                && policy.rules[0].blackouts.map(\.start) == [1320])
        #expect(
            policy.rules[1].clusters == ClusterSelector(names: ["core"], labels: ["environment": "prod", "tier": "1"])
                && policy.rules[2].clusters == .all)
        let limits = policy.limits
        #expect(
            limits.concurrent == 2 && limits.unhealthyCeiling == 0.25 && limits.stormCooldown == 900
                && limits.cooldown == 7200 && limits.attempts == 3)
        #expect(limits.attemptsPerDay == 6 && limits.approvalExpiresAfter == 28_800 && limits.soak == 60)
        #expect(
            policy.freezes[0].from == Date(timeIntervalSince1970: 1_798_041_600)
                && policy.freezes[0].clusters.names == ["prod-*"])
        #expect(
            policy.freezes[1].until == Date(timeIntervalSince1970: 1_793_491_200)
                && policy.freezes[1].holds(at: Date(timeIntervalSince1970: 1)))
        #expect(document.zones["Asia/Shanghai"] != nil && document.zones["Europe/Berlin"] != nil)
    }

    @Test("what is likely not meant is warned of, with its place")
    func warnings() throws {
        let document = try PolicyFile.parse(Self.text("warned.yaml"), file: "policy.yaml")
        #expect(
            document.warnings.map { "\($0.line):\($0.column): \($0.message)" }
                == (try Self.text("warned.expected")).split(separator: "\n").map(String.init))
    }

    @Test(
        "an empty file is a valid one, and observes",
        arguments: ["", "# nothing\n", "rules: []\nfreeze: []\nlimits: {}\n"])
    func empty(text: String) throws { #expect(try PolicyFile.parse(text, file: "policy.yaml").policy == Policy()) }

    @Test("the sample says the defaults, and is valid")
    func sample() throws {
        let sample = Self.directory.appending(path: "../../../systemd/policy.yaml").path
        let document = try PolicyFile.read(sample)
        #expect(document.policy == Policy() && document.warnings.isEmpty)
        // With its comments taken away, the examples are valid, too.
        let text = try String(contentsOfFile: sample, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("rules:") && !$0.hasPrefix("freeze:") }
        let examples = lines.split { $0.hasPrefix("limits:") }
        let rules = examples[0].filter { $0.hasPrefix("# - ") || $0.hasPrefix("#   ") }.map { $0.dropFirst(2) }
        #expect(
            try PolicyFile.parse((["rules:"] + rules).joined(separator: "\n"), file: "policy.yaml").policy.rules.map(
                \.mode) == [.auto, .approve])
        let freezes = examples[1].filter { $0.hasPrefix("# - ") }.map { $0.dropFirst(2) }
        #expect(
            try PolicyFile.parse((["freeze:"] + freezes).joined(separator: "\n"), file: "policy.yaml").policy.freezes
                .count == 1)
    }

    @Test("a file that is not there, no text, or too large is told by name")
    func unreadable() throws {
        let path = FileManager.default.temporaryDirectory.path + "/policy-\(UUID().uuidString).yaml"
        #expect(throws: ConfigurationError.self) { try PolicyFile.load(path) }
        try Data([0xFF, 0xFE, 0x00]).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: ConfigurationError.self) { try PolicyFile.load(path) }
        try Data(repeating: 0x20, count: 1 << 20 + 1).write(to: URL(filePath: path))
        let error = #expect(throws: ConfigurationError.self) { try PolicyFile.load(path) }
        #expect(error?.description == "\(path): is larger than 1 MiB")
    }

    @Test("a policy whose zones cannot be read is none, and says what to install")
    func noZones() {
        let text = "rules:\n  - {causes: [stale-process], mode: auto, windows: [\"daily 09:00-17:00 Asia/Shanghai\"]}\n"
        let error = #expect(throws: ConfigurationError.self) {
            try PolicyFile.parse(text, file: "policy.yaml", zones: ZoneFiles(directory: "/nonexistent"))
        }
        #expect(error?.description.contains("/nonexistent does not exist (install tzdata)") == true)
    }

    @Test("an invalid file leaves the old policy in force and says so; a valid one takes over")
    func reload() throws {
        let path = FileManager.default.temporaryDirectory.path + "/policy-\(UUID().uuidString).yaml"
        try "mode: suggest\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let center = try PolicyCenter(path: path)
        #expect(center.current.policy.mode == .suggest)
        try "mode: automatic\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(center.reload()?.description.contains(":1:7: unknown mode automatic") == true)
        #expect(center.current.policy.mode == .suggest && center.current.rejected != nil)
        try "mode: approve\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(center.reload() == nil && center.current.policy.mode == .approve && center.current.rejected == nil)
        try FileManager.default.removeItem(atPath: path)
        #expect(center.reload() != nil && center.current.policy.mode == .approve)
        let configuration = path + ".agent"
        try "interval: 30s".write(toFile: configuration, atomically: true, encoding: .utf8)
        try "mode: suggest".write(toFile: path, atomically: true, encoding: .utf8)
        let beside = try PolicyCenter(path: path, configuration: configuration)
        try "intervall: 30s".write(toFile: configuration, atomically: true, encoding: .utf8)
        try "mode: observe".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(beside.reload()?.description.contains("agent:1:1: unknown key intervall") == true)
        #expect(
            beside.current.policy.mode == .suggest,
            "an agent.yaml that would not survive a restart keeps the old policy")
        #expect(try PolicyCenter(path: nil).current.policy == Policy())
    }

    @Test("agent.yaml names the policy, and the labels that its rules choose by")
    func agentConfiguration() throws {
        let text = "policy: policy.yaml\ncontexts: {edge-1: {role: member, labels: {environment: staging}}}\n"
        let configuration = try AgentConfiguration.parse(text, file: "/etc/ksfleet/agent.yaml")
        #expect(
            configuration.policy == "/etc/ksfleet/policy.yaml"
                && configuration.contexts["edge-1"]?.labels == ["environment": "staging"])
        #expect(AgentConfiguration().policy == nil)
        #expect(throws: ConfigurationError.self) {
            try AgentConfiguration.parse("contexts: {edge-1: {labels: [a]}}", file: "agent.yaml")
        }
    }
}

@Suite("Time zones of this machine")
struct ZoneFileTests {
    @Test(
        "every zone tells the same time as Foundation's, in the past and in the years to come",
        arguments: [
            "Asia/Shanghai", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo",
            "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk", "Asia/Kathmandu", "Pacific/Apia",
            "Antarctica/Troll", "UTC",
        ])
    func agreement(name: String) throws {
        let rules = try ZoneFiles.system.zone(name).get()
        let zone = try #require(TimeZone(identifier: name))
        var second = 0.0
        // Steps that meet every hour of the day and every day of the year, from 1970 to 2037: beyond it Foundation is
        // no witness.
        while second < 2_130_000_000 {
            let time = Date(timeIntervalSince1970: second)
            #expect(rules.offset(at: time) == zone.secondsFromGMT(for: time), "\(name) at \(time)")
            second += 613_123
        }
    }

    @Test(
        "names that lead out of the directory, and files that are no zone, are none",
        arguments: ["../../../etc/passwd", "/etc/passwd", "", "zone.tab", "Europe", "Europe/", "Nowhere/City", "a\nb"])
    func strangers(name: String) { #expect(throws: ZoneFault.self) { try ZoneFiles.system.zone(name).get() } }
}
