import Fleet
import Foundation

@testable import Documents
@testable import Reports

/// Reports of fleets as operators have them, without a history: what the photographs are taken of.
enum SampleFleet {
    static let zone = ReportZone(name: "Asia/Shanghai", clock: ClockZone { _ in 28_800 })
    /// 2026-11-01 00:00 to 2026-12-01 00:00 in Shanghai.
    private static let since = Date(timeIntervalSince1970: 1_793_462_400)
    private static let until = since.addingTimeInterval(30 * 86_400)

    /// Forty clusters over a month, with names of every kind, outages, a day without the agent, and more of everything
    /// than a page holds.
    static var month: ReportSource {
        var source = empty("KubeSphere fleet report", since: since, until: until)
        source.fleet = "Retail"
        source.objective = 0.999
        let names = names
        source.clusters = names.enumerated().map { cluster($1, number: $0, of: source.buckets) }
        source.grouping = .init(
            label: "region",
            values: Dictionary(uniqueKeysWithValues: names.enumerated().map { (ClusterID($1), regions[$0 % 3]) }))
        source.failures = failures(source)
        source.failuresBefore = source.failures.map {
            .init(cluster: $0.cluster, bucket: 0, cause: $0.cause, count: $0.count / 2)
        }
        source.incidents = incidents(names)
        source.incidentsBefore = (0..<9).map { incident(100 + Int64($0), names[$0], at: Double($0) - 20, lasting: 2) }
        source.changes = changes(names)
        source.changesBefore = 90
        source.repairs = repairs(names)
        source.standing = standing(names)
        source.waiting = [
            .init(
                id: 31, cluster: ClusterID(names[7]), cause: .secretMismatch, proposedAt: day(29.6),
                expiresAt: day(30.6))
        ]
        return source
    }

    /// A host and a member over a day in which all went well.
    static var day: ReportSource {
        var source = empty("KubeSphere fleet report", since: since, until: since.addingTimeInterval(86_400))
        source.clusters = ["host", "member"].map { name in
            let times = (0..<source.buckets.count).map { WatchedTime(healthy: source.buckets.length(of: $0)) }
            return .init(
                id: ClusterID(name), role: name == "host" ? .host : .member, version: "3.4.1", times: times,
                health: .healthy,
                before: WatchedTime(healthy: 86_000, failing: 400))
        }
        return source
    }

    private static func empty(_ title: String, since: Date, until: Date) -> ReportSource {
        var source = ReportSource(title: title, buckets: TimeBuckets(since: since, until: until, zone: zone.clock))
        source.zone = zone
        source.generator = "ksfleet 0.0.0"
        return source
    }

    private static func day(_ number: Double) -> Date { since.addingTimeInterval(number * 86_400) }

    private static let regions = ["华东", "eu-west", "us-east"]

    private static var names: [String] {
        ["prod-host", "arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue", "生产-支付-01", "生产-支付-02"]
            + (1...36).map { "store-\(["berlin", "shanghai", "austin"][$0 % 3])-\($0 < 10 ? "0" : "")\($0)" }
    }

    /// Days of an outage, and its hours.
    private static func outage(_ number: Int, _ day: Int) -> Double {
        switch (number, day) {
        case (1, 12...13): 24
        case (2, 28...29): 20
        case (5, 3), (9, 17), (14, 17), (22, 24): 4
        case (7, 29): 9
        case (11, 8), (30, 21): 0.2
        default: 0
        }
    }

    private static func cluster(_ name: String, number: Int, of buckets: TimeBuckets) -> ReportSource.Cluster {
        let times = (0..<buckets.count).map { index -> WatchedTime in
            let length = buckets.length(of: index)
            // The agent was away for most of the 6th; a probe of a day in two got no answer for 20 seconds.
            if index == 5 { return WatchedTime(healthy: length * 0.3, unwatched: length * 0.7) }
            let failing = outage(number, index) * 3600
            let silent: Double = number == 17 && index == 19 ? 10_000 : (number + index) % 2 == 0 ? 20 : 0
            let unknown = min(silent, length - failing)
            return WatchedTime(healthy: length - failing - unknown, failing: failing, unknown: unknown)
        }
        let health: Health = number == 2 || number == 7 ? .failing : number == 33 ? .unknown : .healthy
        return .init(
            id: ClusterID(name), role: number == 0 ? .host : .member, version: number % 7 == 0 ? "4.1.2" : "3.4.1",
            times: times, health: health,
            cause: health == .healthy ? nil : number == 33 ? .unreachable : .secretMismatch,
            before: WatchedTime(healthy: 2_580_000, failing: 4000))
    }

    private static func failures(_ source: ReportSource) -> [ReportSource.Failures] {
        source.clusters.enumerated().flatMap { number, cluster in
            cluster.times.enumerated().flatMap { index, time -> [ReportSource.Failures] in
                let usual = ReportSource.Failures(
                    cluster: cluster.id, bucket: index, cause: .tokenExpired, count: (number + index) % 5)
                let cause: FailureCause = number % 2 == 0 ? .signatureInvalid : .tokenNotInCache
                return [usual, .init(cluster: cluster.id, bucket: index, cause: cause, count: Int(time.failing / 40))]
            }
        }
    }

    private static func incident(
        _ id: Int64, _ name: String, at start: Double, lasting hours: Double?, by: String? = nil
    ) -> ReportSource.IncidentRow {
        let opened = day(start)
        let incident = Incident(
            id: id, cluster: ClusterID(name), cause: id % 2 == 0 ? .secretMismatch : .tokenNotInCache, openedAt: opened,
            closedAt: hours.map { opened.addingTimeInterval($0 * 3600) })
        return .init(
            incident, acknowledgedAt: by == nil ? nil : opened.addingTimeInterval(840), acknowledgedBy: by,
            detection: 30)
    }

    private static func incidents(_ names: [String]) -> [ReportSource.IncidentRow] {
        let ada = "uid 1000 gid 1000 (ada)"
        let open = [
            incident(40, names[2], at: 28, lasting: nil, by: ada), incident(42, names[7], at: 29.6, lasting: nil),
            incident(44, names[9], at: 29.8, lasting: nil),
        ]
        let closed = (1...24).map { (number: Int) -> ReportSource.IncidentRow in
            let by = number % 3 == 0 ? ada : nil
            return incident(
                Int64(number), names[number], at: Double(number) + 0.3, lasting: Double(number % 7) + 0.4, by: by)
        }
        return open + closed
    }

    private static func changes(_ names: [String]) -> [ChangeLine] {
        (0..<130).map { number in
            let at = day(29.9 - Double(number) * 0.2)
            let value = "\(number % 4 + 1)h"
            return ChangeLine(
                cluster: ClusterID(names[number % names.count]), at: at,
                writer: ["kubectl-edit", "ks-installer", "argocd-controller"][number % 3],
                writtenAt: at.addingTimeInterval(-40), resourceVersion: "\(88_000_000 + number)",
                texts: (
                    "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 2h30m\n",
                    "authentication:\n  oauthOptions:\n    accessTokenMaxAge: \(value)\n"
                ))
        }
    }

    private static func repairs(_ names: [String]) -> [ReportSource.Repair] {
        (0..<14).map { (number: Int) -> ReportSource.Repair in
            var repair = ReportSource.Repair(
                run: "202611\(10 + number)T033033Z-bba082d9", cluster: ClusterID(names[number * 2 + 1]),
                cause: number % 3 == 0 ? .secretMismatch : .tokenNotInCache,
                automatic: number % 2 == 0, proposedBy: "ksfleet policy",
                startedBy: number % 2 == 0 ? "ksfleet policy" : "uid 1001 gid 1001 (alice)",
                startReason: number % 2 == 0
                    ? "rule 2 allows it within its window"
                    : """
                    ticket CHG-\(4711 + number), agreed with the owners of the payment service in the weekly meeting
                    """,
                startedAt: day(27 - Double(number) * 1.7))
            repair.approval = number % 4 == 0 ? .init(by: "uid 1002 gid 1002 (grace)", reason: "CHG-\(number)") : nil
            repair.end = .init(
                at: repair.startedAt.addingTimeInterval(95),
                outcome: number == 5 ? .failed : number == 8 ? .rolledBack : .proved,
                summary: "the rollout was not ready after 300 s")
            return repair
        }
    }

    /// 2026-12-10T08:00:00Z.
    private static let endOfCertificate = Date(timeIntervalSince1970: 1_796_889_600)

    private static func standing(_ names: [String]) -> [ReportSource.Standing] {
        let evidence =
            """
            the host asked \
            https://ks-apiserver.kubesphere-system.svc.cluster.local:9090/oauth/token?grant_type=password\
            &client_id=kubesphere&scope=openid \
            and got 401
            """
        return names.enumerated().map { number, name in
            var findings: [Finding] = []
            if number == 2 || number == 7 {
                findings.append(
                    Finding(
                        .secretMismatch, .critical,
                        evidence: ["a token signed with the host's secret was refused", Statement(text: evidence)],
                        nextStep: "agentctl remediate plan \(shellWord(name))"))
            }
            if number % 7 == 0 {
                findings.append(
                    Finding(
                        .versionSkew, .warning, evidence: ["KubeSphere 4.1.2 in the member, 3.4.1 in the host"],
                        nextStep: "upgrade the host or the member"))
            }
            if number % 6 == 1 {
                findings.append(
                    Finding(
                        .credentialsExpire, number == 13 ? .critical : .warning,
                        evidence: [
                            ReachStatement.serverCertificateEnds([
                                .days: number,
                                .endsAt: Self.endOfCertificate.addingTimeInterval(Double(number % 18) * 86_400),
                            ])
                        ],
                        nextStep: "renew it on the cluster: kubeadm certs renew apiserver"))
            }
            if number % 11 == 4 {
                findings.append(
                    Finding(
                        .clockSkew, .warning, evidence: ["its clock is 9 s behind the host's"],
                        nextStep: "synchronise the clocks"))
            }
            return ReportSource.Standing(cluster: ClusterID(name), at: until, findings: findings)
        }
    }
}
