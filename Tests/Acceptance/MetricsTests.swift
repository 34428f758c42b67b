import AgentMetrics
import ChildPrograms
import FleetSimulator
import Foundation
import GRDB
import Testing

@Suite("Metrics, from outside", .timeLimit(.minutes(5)))
struct MetricsTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let monitoring = repository.appending(path: "docs/monitoring")

    private func withAgent(
        _ configuration: FleetConfiguration, settings: String = "{listen: metrics.sock}",
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await Scene.with(configuration) { scene in
            try scene.configure(policy: TestPolicy.observe)
            try scene.write(
                "agent.yaml",
                scene.read("agent.yaml")
                    + """
                    metrics: \(settings)\nnotifications: [{name: pager, command: [/bin/true], wait: 0s, interval: \
                    1s}]\n
                    """
            )
            let ended = try await scene.withAgent { try await body(scene) }
            #expect(ended.status == 0, "\(ended)")
        }
    }

    private func get(_ scene: Scene, _ path: String) async throws -> (status: Int, text: String) {
        let run = try await Program(name: "/usr/bin/curl").run([
            "-sS", "-w", "\n%{http_code}", "--unix-socket", scene.path("metrics.sock"), "http://localhost\(path)",
        ])
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    @Test(
        """
        what is served tells what the agent saw, pleases promtool, and is all that the alerts, the dashboard and the \
        page name
        """
    )
    func exposition() async throws {
        try await withAgent(.scene([("m1", .v3_4, .maxAge), ("m2", .v3_1, nil)])) { scene in
            await scene.fleet.sendUserRequests()
            func metrics() async throws -> String { try await get(scene, "/metrics").text }
            try await scene.eventually {
                try await metrics().contains(
                    #"ksfleet_cluster_auth_failures_total{cluster="m1",cause="token-not-in-cache"} 1"#)
            }
            try await scene.eventually {
                try await metrics().contains(
                    #"ksfleet_notifications_last_delivered_timestamp_seconds{route="pager"} 1"#)
            }
            let text = try await metrics()
            for line in [
                #"ksfleet_clusters{health="healthy"} 2"#, #"ksfleet_clusters{health="failing"} 1"#,
                #"ksfleet_clusters{health="unknown"} 0"#,
                #"ksfleet_cluster_health{cluster="m1",health="failing"} 1"#,
                #"ksfleet_cluster_health{cluster="m2",health="failing"} 0"#,
                #"ksfleet_cluster_cause{cluster="m1",cause="token-not-in-cache"} 1"#,
                #"ksfleet_cause_clusters{cause="token-not-in-cache"} 1"#,
                #"ksfleet_auth_failures_total{cause="token-not-in-cache"} 1"#,
                #"ksfleet_incidents_open{cause="token-not-in-cache"} 1"#,
                #"ksfleet_incident_transitions_total{cause="token-not-in-cache",transition="opened"} 1"#,
                "ksfleet_store_trouble 0", "ksfleet_breaker_open 0",
                "ksfleet_round_interval_seconds 1", #"ksfleet_notifications_failing{route="pager"} 0"#,
                "ksfleet_clusters_without_series 0",
            ] { #expect(text.contains(line + "\n"), "\(line) is not in:\n\(text)") }
            #expect(try await Promtool.complaints(about: text) == "")
            try await checkShipped(text)
        }
    }

    private func checkShipped(_ exposition: String) async throws {
        let series = Set(
            exposition.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                String($0.prefix { $0 != "{" && $0 != " " })
            })
        let families = Set(
            exposition.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }.map {
                String($0.split(separator: " ")[2])
            })
        let page = try String(contentsOf: Self.repository.appending(path: "docs/metrics.md"), encoding: .utf8)
        let told = Set(page.matches(of: /\n\| `([a-z_]+)/).map { String($0.output.1) })
        #expect(
            told == families,
            "only on the page: \(told.subtracting(families)); not on it: \(families.subtracting(told))")
        let alerts = try String(contentsOf: Self.monitoring.appending(path: "ksfleet-alerts.yaml"), encoding: .utf8)
        let named = metricNames(
            in: alerts.split(separator: "\n").filter { $0.contains("expr:") }.joined(separator: "\n"))
        #expect(named.count > 5 && named.isSubset(of: series), "\(named.subtracting(series))")
        let expressions = try dashboardExpressions()
        #expect(expressions.count > 15)
        for expression in expressions { #expect(metricNames(in: expression).isSubset(of: series), "\(expression)") }
    }

    /// Of every panel: what Grafana sends to Prometheus, but for its own variables.
    private func dashboardExpressions() throws -> [String] {
        let data = try Data(contentsOf: Self.monitoring.appending(path: "ksfleet-dashboard.json"))
        let panels = try #require(
            (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["panels"] as? [[String: Any]])
        return panels.flatMap { ($0["targets"] as? [[String: Any]] ?? []).compactMap { $0["expr"] as? String } }
    }

    @Test(
        """
        the alert rules fire where they should and are silent where they should be, and every expression of the \
        dashboard is a query
        """
    )
    func shipped() async throws {
        let rules = Self.monitoring.appending(path: "ksfleet-alerts.yaml").path
        let checked = try await Promtool.run("check", "rules", rules)
        #expect(checked.status == 0, "\(checked.all)")
        let tested = try await Promtool.run(
            "test", "rules", Self.monitoring.appending(path: "ksfleet-alerts-test.yaml").path)
        #expect(tested.status == 0, "\(tested.all)")
        let names = try String(contentsOfFile: rules, encoding: .utf8).matches(of: /alert: (\w+)/).map {
            String($0.output.1)
        }
        let tests = try String(contentsOf: Self.monitoring.appending(path: "ksfleet-alerts-test.yaml"), encoding: .utf8)
        for name in names {
            #expect(tests.contains("alertname: \(name)\n        exp_alerts"), "no test sees \(name) fire")
        }
        let queries = try dashboardExpressions().map { $0.replacing(/\$__(rate_interval|interval|range)/, with: "5m") }
        let recording =
            ["groups:", "- name: dashboard", "  rules:"]
            + queries.enumerated().map { "  - {record: \"q:\($0)\", expr: '\($1.replacing("'", with: "''"))'}" }
        let file = FileManager.default.temporaryDirectory.appending(path: "dashboard-\(UUID().uuidString).yaml")
        try recording.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let parsed = try await Promtool.run("check", "rules", file.path)
        #expect(parsed.status == 0 && parsed.all.contains("\(queries.count) rules found"), "\(parsed.all)")
    }

    @Test("it lives and is ready while rounds are recorded, and neither while another program holds the history")
    func health() async throws {
        try await withAgent(.scene([("m1", .v3_4, nil)]), settings: "{listen: metrics.sock, clusters: 1}") { scene in
            try await scene.eventually { try await get(scene, "/readyz").status == 200 }
            #expect(try await get(scene, "/readyz").text.contains("ok last-round:"))
            #expect(try await get(scene, "/healthz") == (200, "ok rounds: go on\nok writer: commits\n"))
            #expect(try await get(scene, "/nothing").status == 404)
            let bounded = try await get(scene, "/metrics").text
            #expect(
                bounded.contains("ksfleet_clusters_without_series 1\n") && !bounded.contains(#"cluster="m1""#)
                    && bounded.contains(#"{cluster="host""#), "\(bounded)")
            #expect(
                try FileManager.default.attributesOfItem(atPath: scene.path("metrics.sock"))[.posixPermissions] as? Int
                    == 0o660)

            var keepsOpen = GRDB.Configuration()
            keepsOpen.allowsUnsafeTransactions = true
            let holder = try DatabaseQueue(path: scene.path("history.sqlite"), configuration: keepsOpen)
            try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            try await scene.eventually { try await get(scene, "/healthz").status == 503 }
            #expect(try await get(scene, "/healthz").text.contains("NO writer:"))
            let ready = try await get(scene, "/readyz")
            #expect(ready.status == 503 && ready.text.contains("NO history: NOT RECORDED"), "\(ready)")
            #expect(try await get(scene, "/metrics").text.contains("ksfleet_store_trouble 1\n"))
            try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await scene.eventually { try await get(scene, "/readyz").status == 200 }
        }
    }

    @Test("on TCP it listens on the loopback interface alone, and a port that is taken ends the agent with what to do")
    func tcp() async throws {
        try await Scene.with(.scene([])) { scene in
            let settings = try scene.read("agent.yaml")
            try scene.write("agent.yaml", settings + "metrics: {listen: \"0.0.0.0:9477\"}\n")
            let refused = try await scene.agentd("--check-config")
            #expect(refused.status == 78 && refused.errors.contains("loopback address with a port"), "\(refused)")
            let port = try #require(scene.fleet.clusters.first).port
            try scene.write("agent.yaml", settings + "metrics: {listen: \"127.0.0.1:\(port)\"}\n")
            let taken = try await scene.agentd()
            #expect(taken.status == 1 && taken.errors.contains("choose another metrics.listen"), "\(taken)")
        }
    }

    @Test("whatever a cluster is called, its series stays one series")
    func escaping() async throws {
        let hostile = ["plain", "a\"b", "a\\b", "a\nksfleet_x 1", "a\\nb", "ключ", "{}", ""]
        let family = MetricFamily(
            "ksfleet_test_things", .gauge, "Backslash \\ and\nline feed.",
            samples: hostile.map { .init(labels: [("cluster", $0)], value: 0.5) })
        let text = TextExposition.render([family])
        #expect(text.split(separator: "\n").count == 2 + hostile.count)
        #expect(
            text.contains(#"{cluster="a\"b"} 0.5"#) && text.contains(#"{cluster="a\\b"}"#)
                && text.contains(#"{cluster="a\nksfleet_x 1"}"#) && text.contains(#"{cluster="a\\nb"}"#))
        #expect(try await Promtool.complaints(about: text) == "")
        #expect(try await Promtool.complaints(about: "ksfleet_x{a=\"b\n").contains("status 1"))
    }
}
