import ConfigurationFiles
import Fleet
import Store
import Testing

@Suite("agent.yaml")
struct ConfigurationTests {
    @Test("a file that is nested thousands deep is refused at its line, and ends no process")
    func depth() {
        let error = #expect(throws: ConfigurationError.self) {
            try AgentConfiguration.parse(
                "interval: 30s\nhost: " + String(repeating: "[", count: 20_000), file: "agent.yaml")
        }
        #expect(
            error?.description.contains("agent.yaml:2:1: nested deeper than 500 levels") == true,
            "\(String(describing: error))")
    }

    @Test("an empty file is a valid one")
    func defaults() throws {
        #expect(try AgentConfiguration.parse("", file: "agent.yaml") == AgentConfiguration())
        #expect(try AgentConfiguration.parse("# nothing\n", file: "agent.yaml") == AgentConfiguration())
    }

    @Test("every key is read, and relative paths are relative to the file")
    func allKeys() throws {
        let text = """
            kubeconfigs: [kubeconfig, /etc/other]
            host: hub
            contexts: {hub: {role: host}, edge: {role: member}, plain: }
            interval: 1m30s
            timeouts: {request: 2s, cluster: 20}
            concurrency: 8
            state: var
            control: {socket: off}
            incidents: {open: 5, close: 4}
            repair: {rolloutTimeout: 10m}
            retention: {rawDays: 3, hourlyDays: 30, totalDays: 100, maxBytes: 2GiB}
            """
        let configuration = try AgentConfiguration.parse(text, file: "/etc/ksfleet/agent.yaml")
        #expect(configuration.kubeconfigs == ["/etc/ksfleet/kubeconfig", "/etc/other"])
        #expect(configuration.host == "hub")
        #expect(
            configuration.contexts["edge"]?.role == .member && configuration.contexts["plain"]?.role == nil
                && configuration.contexts.count == 3)
        #expect(configuration.interval == 90 && configuration.requestTimeout == 2 && configuration.clusterTimeout == 20)
        #expect(
            configuration.concurrency == 8 && configuration.state == "/etc/ksfleet/var" && configuration.socket == nil)
        #expect(
            configuration.hysteresis == Hysteresis(failuresToOpen: 5, successesToClose: 4)
                && configuration.rolloutTimeout == 600)
        #expect(
            configuration.retention == RetentionRules(rawDays: 3, hourlyDays: 30, totalDays: 100, maxBytes: 2 << 30))
    }

    @Test(
        "what the history keeps must not get shorter with age, and a bound is a size",
        arguments: [
            ("{rawDays: 91}", "must not get smaller"), ("{totalDays: 30}", "must not get smaller"),
            ("{rawDays: 0}", "a whole number"),
            ("{maxBytes: 1MiB}", "at least 16MiB"), ("{maxBytes: lots}", "a size"),
            ("{maxBytes: 99999999999TiB}", "a size"), ("{days: 3}", "unknown key days"),
        ])
    func retention(text: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try AgentConfiguration.parse("retention: \(text)", file: "agent.yaml")
        }
        #expect(
            error?.mistakes.count == 1 && error?.description.contains(expected) == true, "\(String(describing: error))")
    }

    @Test("how reports are told is read, a percentage with its sign and without")
    func reports() throws {
        let text = "report: {fleet: Retail, objective: 99.9%, timeZone: Asia/Shanghai, groupBy: region}"
        let report = try AgentConfiguration.parse(text, file: "agent.yaml").report
        #expect(
            report.fleet == "Retail" && report.objective == 0.999 && report.timeZone == "Asia/Shanghai"
                && report.groupBy == "region")
        #expect(
            try AgentConfiguration.parse("report: {objective: 99.95}", file: "agent.yaml").report.objective == 0.9995)
    }

    @Test(
        "what a report cannot be told by is a mistake at its place",
        arguments: [
            ("{objective: 0.999}", "agent.yaml:1:21: a percentage from 50%"), ("{objective: 100%}", "below 100%"),
            ("{objective: [1]}", "a percentage"),
            ("{timeZone: Asia/Shangai}", "did you mean Asia/Shanghai?"), ("{timezone: UTC}", "did you mean timeZone?"),
            ("{fleet: 12}", "quote it"), ("{groupBy: }", "a string"),
        ])
    func reportMistakes(text: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try AgentConfiguration.parse("report: \(text)", file: "agent.yaml")
        }
        #expect(
            error?.mistakes.count == 1 && error?.description.contains(expected) == true, "\(String(describing: error))")
    }

    @Test("a path that begins with %d is a credential of the unit, and metrics are served on this machine alone")
    func placesOfTheUnit() throws {
        #expect(
            try AgentConfiguration.parse("kubeconfigs: [\"%d/kubeconfig\"]", file: "a/agent.yaml").kubeconfigs == [
                "/run/credentials/ksfleet-agent.service/kubeconfig"
            ])
        #expect(
            try AgentConfiguration.parse("metrics: {listen: \"[::1]:9477\", clusters: 7}", file: "agent.yaml").metrics
                == .loopback(host: "::1", port: 9477))
        #expect(
            try AgentConfiguration.parse("metrics: {listen: m.sock}", file: "/etc/agent.yaml").metrics
                == .socket("/etc/m.sock"))
        for text in ["off", "{listen: off}", "{clusters: 3}", ""] {
            #expect(try AgentConfiguration.parse("metrics: \(text)", file: "agent.yaml").metrics == nil)
        }
        for text in [
            "10.0.0.1:9477", ":9477", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1.example.com:9477",
            "*:9477",
        ] {
            #expect(throws: ConfigurationError.self) {
                try AgentConfiguration.parse("metrics: {listen: \"\(text)\"}", file: "agent.yaml")
            }
        }
    }

    @Test("all mistakes are told at once, each with its place and a suggestion")
    func mistakes() {
        let text = "intervall: 30s\nconcurrency: lots\ntimeouts:\n  request: -1s\n  reqest: 3s\nhost: [a]\nhost: b\n"
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration.parse(text, file: "agent.yaml") }
        let lines = error?.description.split(separator: "\n").map(String.init) ?? []
        #expect(lines.count == 6, "\(lines)")
        #expect(lines.contains("agent.yaml:1:1: unknown key intervall in agent.yaml; did you mean interval?"))
        #expect(lines.contains { $0.hasPrefix("agent.yaml:2:14: a whole number") })
        #expect(lines.contains { $0.hasPrefix("agent.yaml:4:12: a duration") })
        #expect(lines.contains("agent.yaml:5:3: unknown key reqest in timeouts; did you mean request?"))
        #expect(lines.contains("agent.yaml:6:7: expected a string"))
        #expect(lines.contains("agent.yaml:7:1: host is given twice"))
    }

    @Test(
        "what is no YAML, or no mapping, is told with its place",
        arguments: ["a: [", "- a\n- b\n", "\t- x", "just text"])
    func notYAML(text: String) {
        #expect(throws: ConfigurationError.self) { try AgentConfiguration.parse(text, file: "agent.yaml") }
    }

    @Test("a file that is not there is told by name")
    func missing() {
        let error = #expect(throws: ConfigurationError.self) { try AgentConfiguration.load("/nonexistent/agent.yaml") }
        #expect(error?.description.contains("/nonexistent/agent.yaml") == true)
    }
}
