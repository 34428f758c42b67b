import Control
import Fleet
import Foundation
import Testing

/// What stands on the wire, to the byte: a client of last year reads it next year.
@Suite("The control API's requests and replies")
struct WireTests {
    static let at = Date(timeIntervalSince1970: 1_789_999_200)

    @Test(
        "requests are written as documented, and read back",
        arguments: [
            (#"{"cluster":"m1","reason":"ticket"}"#, AnyWire(PlanRequest(cluster: "m1", reason: "ticket"))),
            (#"{"cluster":"m1"}"#, AnyWire(PlanRequest(cluster: "m1"))),
            (#"{"reason":"ticket"}"#, AnyWire(ReasonRequest(reason: "ticket"))),
            (#"{"hash":"abc","reason":"ticket"}"#, AnyWire(ApprovalRequest(reason: "ticket", hash: "abc"))),
            (#"{"dryRun":true,"reason":"ticket"}"#, AnyWire(ApplyRequest(reason: "ticket", dryRun: true))),
            (
                #"{"clusters":["edge-*"],"reason":"ticket","until":"2026-09-21T14:00:00Z"}"#,
                AnyWire(FreezeRequest(clusters: ["edge-*"], until: at, reason: "ticket"))
            ),
            (#"{"reason":"ticket"}"#, AnyWire(FreezeRequest(reason: "ticket"))),
            (
                #"{"cause":"version-skew","clusters":["edge-*"],"reason":"ticket","until":"2026-09-21T14:00:00Z"}"#,
                AnyWire(MuteRequest(cause: "version-skew", clusters: ["edge-*"], until: at, reason: "ticket"))
            ),
            (#"{"clusters":["m1"]}"#, AnyWire(ProbeRequest(clusters: ["m1"]))),
            (#"{}"#, AnyWire(ProbeRequest())),
        ])
    func requests(golden: String, value: AnyWire) throws { try value.check(golden) }

    @Test(
        "replies are written as documented, and read back",
        arguments: [
            (
                #"""
                {"interval":30,"pid":7,"rounds":2,"schema":"ksfleet.agent.state/v1",\#
                "startedAt":"2026-09-21T14:00:00Z","version":"1.0.0"}
                """#,
                AnyWire(AgentState(version: "1.0.0", pid: 7, startedAt: at, rounds: 2, lastRound: nil, interval: 30))
            ),
            (
                #"""
                {"automatic":true,"cluster":"m1","id":"r1","schema":"ksfleet.run/v1",\#
                "startedAt":"2026-09-21T14:00:00Z","steps":[{"at":"2026-09-21T14:00:00Z","detail":"sent",\#
                "phase":"done","sequence":3,"step":"patch"}]}
                """#,
                AnyWire(Self.run)
            ),
            (
                #"""
                {"automatic":true,"cluster":"m1","id":"r1","schema":"ksfleet.run/v1",\#
                "startedAt":"2026-09-21T14:00:00Z","steps":[{"at":"2026-09-21T14:00:00Z","detail":"waits",\#
                "phase":"intended","rollout":{"pods":[{"isNew":true,"lastEnd":{"exitCode":1,"reason":"Error"},\#
                "name":"p","ready":false,"restarts":2,"status":"CrashLoopBackOff"}],"wanted":1,\#
                "workload":"ks-apiserver"},"sequence":4,"step":"rollout"}]}
                """#,
                AnyWire(Self.waitingRun)
            ),
            (
                #"""
                {"by":"uid 0","cause":"version-skew","from":"2026-09-21T14:00:00Z","id":2,"reason":"known",\#
                "schema":"ksfleet.mute/v1","until":"2026-09-21T14:00:00Z"}
                """#,
                AnyWire(
                    MuteReply(
                        id: 2, cause: "version-skew", clusters: nil, from: at, until: at, reason: "known", by: "uid 0"))
            ),
            (#"{"open":true,"reason":"run r1 failed","schema":"ksfleet.breaker/v1"}"#, AnyWire(Self.breaker)),
            (
                #"""
                {"by":"uid 0","clusters":["edge-*"],"from":"2026-09-21T14:00:00Z","id":3,"reason":"change",\#
                "schema":"ksfleet.freeze/v1"}
                """#,
                AnyWire(FreezeReply(id: 3, clusters: ["edge-*"], from: at, until: nil, reason: "change", by: "uid 0"))
            ),
            (
                #"""
                {"highestMode":"auto","loadedAt":"2026-09-21T14:00:00Z","mode":"observe","rules":2,\#
                "schema":"ksfleet.policy/v1"}
                """#,
                AnyWire(PolicyReply(file: nil, mode: "observe", highestMode: "auto", rules: 2, loadedAt: at))
            ),
            (
                #"""
                {"at":"2026-09-21T14:00:00Z","clusters":[{"cause":"secret-mismatch","cluster":"m1",\#
                "health":"failing"}],"elapsed":0.5,"schema":"ksfleet.probe/v1"}
                """#,
                AnyWire(
                    ProbeReply(
                        at: at, elapsed: 0.5,
                        clusters: [.init(cluster: "m1", health: "failing", cause: "secret-mismatch")]))
            ),
            (
                #"""
                {"at":"2026-09-21T14:00:00Z","cluster":"m1","id":9,"kind":"run-step","message":"patch done",\#
                "phase":"done","run":"r1","schema":"ksfleet.event/v1","step":"patch"}
                """#,
                AnyWire(
                    AgentEvent(.runStep, "patch done", id: 9, at: at).with {
                        $0.cluster = "m1"; $0.run = "r1"; $0.step = "patch"; $0.phase = "done"
                    })
            ),
            (
                #"""
                {"code":"refused","gates":[{"compared":"no host is known",\#
                "comparedValues":{"code":"gate.no-host-known"},"name":"not-the-host","passed":false,\#
                "verdict":"refused"}],"hint":"look","message":"no","nextStep":{"text":"look"},\#
                "schema":"ksfleet.error/v1"}
                """#,
                AnyWire(
                    ControlProblem(
                        .refused, "no", hint: "look",
                        gates: [GateVerdict(.notTheHost, false, GateStatement.noHostKnown())]))
            ),
        ])
    func replies(golden: String, value: AnyWire) throws { try value.check(golden) }

    @Test("a plan carries its repair, and no field is lost on the way")
    func plan() throws {
        let repair = RepairPlan(
            cluster: ClusterID("m1"), uid: "u", cause: .tokenNotInCache, workload: "ks-apiserver",
            container: "ks-apiserver",
            edits: [.init(path: "a.b", from: "2h", to: "0")], configResourceVersion: "7",
            digestBefore: Fingerprint(ofText: "a", key: FingerprintKey()),
            digestAfter: Fingerprint(ofText: "b", key: FingerprintKey()), refusedBefore: .tokenNotInCache, costs: ["c"],
            warnings: ["w"])
        var reply = PlanReply(id: 4, plan: repair, state: "proposed", proposedAt: Self.at, proposedBy: "uid 0")
        reply.incident = 12
        let data = try ControlJSON.encode(reply)
        #expect(try ControlJSON.decode(PlanReply.self, from: data) == reply)
        let text = String(decoding: data, as: UTF8.self)
        for part in [
            #""schema":"ksfleet.plan/v1""#, #""hash":"\#(repair.hash)""#, #""state":"proposed""#, #""incident":12"#,
            #""steps":["dry-run","patch""#,
        ] {
            #expect(text.contains(part), "\(part): \(text)")
        }
    }

    @Test("fields of a later version are passed over")
    func additive() throws {
        let later = #"{"schema":"ksfleet.breaker/v1","open":false,"colour":"red","more":{"a":[1]}}"#
        #expect(try ControlJSON.decode(BreakerReply.self, from: Data(later.utf8)).open == false)
    }

    @Test("every code of an error has an HTTP status of its kind", arguments: ControlProblem.Code.allCases)
    func statuses(code: ControlProblem.Code) { #expect((400..<600).contains(ControlProblem(code, "x").status)) }

    @Test("control characters of a message never reach a terminal")
    func hostile() {
        #expect(!ControlProblem(.failed, "a\u{1B}[31mb").message.contains("\u{1B}"))
        #expect(!AgentEvent(.round, "a\u{1B}[31mb\nc").message.contains { $0 == "\u{1B}" || $0.isNewline })
    }

    private static var run: RunReply {
        var run = RunReply(id: "r1", cluster: "m1", startedAt: at, automatic: true)
        run.steps = [.init(sequence: 3, at: at, step: "patch", phase: "done", detail: "sent")]
        return run
    }

    private static var waitingRun: RunReply {
        var run = RunReply(id: "r1", cluster: "m1", startedAt: at, automatic: true)
        run.steps = [.init(sequence: 4, at: at, step: "rollout", phase: "intended", detail: "waits")]
        let pod = RolloutState.Pod(
            name: "p", status: "CrashLoopBackOff", ready: false, restarts: 2, isNew: true,
            lastEnd: .init(reason: "Error", exitCode: 1))
        run.steps?[0].rollout = RolloutState(workload: "ks-apiserver", wanted: 1, pods: [pod])
        return run
    }

    private static var breaker: BreakerReply {
        var breaker = BreakerReply(open: true)
        breaker.reason = "run r1 failed"
        return breaker
    }
}

/// Any of the types, so that one table holds them all.
struct AnyWire: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let encode: @Sendable () throws -> Data
    private let reencode: @Sendable (Data) throws -> Data

    init<Value: Codable & Sendable>(_ value: Value) {
        testDescription = "\(Value.self)"
        encode = { try ControlJSON.encode(value) }
        reencode = { try ControlJSON.encode(try ControlJSON.decode(Value.self, from: $0)) }
    }

    func check(_ golden: String) throws {
        #expect(String(decoding: try encode(), as: UTF8.self) == golden)
        #expect(String(decoding: try reencode(Data(golden.utf8)), as: UTF8.self) == golden)
    }
}
