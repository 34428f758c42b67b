import Fleet
import FoundationEssentials
import Testing

@Suite("Gates of a repair")
struct RepairGateTests {
    private func facts(
        redis: RedisState = .notUsed, _ change: (inout Observation, inout Observation) -> Void = { _, _ in }
    ) -> RepairFacts {
        var (member, host) = (Samples.member, Samples.host)
        member.facts.secret = Samples.otherSecret
        member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        change(&member, &host)
        return RepairFacts(
            observation: member, host: host, diagnosis: diagnose(member, host: host), role: .member, redis: redis,
            started: nil,
            claims: HostClaims(claimants: ["host"]), namedHost: nil)
    }

    private func gate(_ gate: Gate, _ facts: RepairFacts) -> GateVerdict? {
        repairGates(facts).first { $0.name == gate.rawValue }
    }

    private func register(_ clusters: RegisteredCluster..., isCut: Bool = false) -> RegisterReading {
        .read(FleetRegister(clusters: clusters, isCut: isCut, readAt: Samples.noon))
    }

    private func entry(_ name: String, uid: String?) -> RegisteredCluster {
        RegisteredCluster(name: name, connection: .direct, uid: uid)
    }

    @Test("a member with another secret, of a host that is certain, passes every gate")
    func all() {
        #expect(repairGates(facts()).filter { !$0.passed }.isEmpty)
    }

    // MARK: known-to-the-host

    @Test("no secret is copied into a cluster that the host's objects do not list")
    func stranger() {
        let gate = gate(
            .knownToTheHost, facts { $1.surroundings.register = register(entry("other", uid: "uid-of-other")) })
        #expect(gate?.verdict == .refused)
    }

    @Test("one that they list, by UID or by name where there is none, passes")
    func listed() {
        for known in [entry("anything", uid: "uid-of-edge-1"), entry("edge-1", uid: nil)] {
            #expect(gate(.knownToTheHost, facts { $1.surroundings.register = register(known) })?.verdict == .passed)
        }
    }

    @Test("objects that do not tell leave it open; none that can be read pass with a word and a warning")
    func undecided() {
        #expect(
            gate(.knownToTheHost, facts { $1.surroundings.register = register(entry("other", uid: nil)) })?.verdict
                == .unevaluated)
        #expect(
            gate(.knownToTheHost, facts { $1.surroundings.register = register(entry("other", uid: "x"), isCut: true) })?
                .verdict == .unevaluated)
        // An empty set means nothing: a host that lists no member says nothing of this one.
        #expect(gate(.knownToTheHost, facts { $1.surroundings.register = register() })?.verdict == .unevaluated)
        for reading in [RegisterReading.absent(Fault(.forbidden, "may not list")), .notAsked] {
            let facts = facts { $1.surroundings.register = reading }
            let gate = gate(.knownToTheHost, facts)
            #expect(gate?.verdict == .passed && gate?.compared.plain.hasPrefix("not checked") == true)
            #expect(KnownToTheHost(facts.observation, host: facts.host).warning != nil)
        }
    }

    @Test("a member that names another host gets no secret")
    func ofAnother() {
        let facts = facts { member, host in
            member.surroundings.claim = ClusterClaim(name: "edge-1", hostCluster: "prod")
            host.surroundings.claim = ClusterClaim(name: "test", hostCluster: nil)
        }
        #expect(gate(.knownToTheHost, facts)?.verdict == .refused)
    }

    @Test("a repair that copies no secret does not ask")
    func noSecret() {
        let facts = facts { member, host in
            member.facts.secret = Samples.hostSecret
            member.facts.maxAge = .absent
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
            host.surroundings.register = register(entry("other", uid: "uid-of-other"))
        }
        #expect(gate(.knownToTheHost, facts)?.verdict == .passed)
    }

    // MARK: Waivers

    @Test("a waiver lets an unknown pass under its giver's name, and touches nothing that refuses")
    func waivers() {
        let waivers = GateWaivers([
            Waiver(.redisAnswers, by: "uid 1000 (alice)", reason: "Redis is a service of the cloud")
        ])
        let unknown = waivers.applied(to: repairGates(facts(redis: .unknown("it is at 192.0.2.1"))))
        let waived = unknown.first { $0.name == "redis-answers" }
        #expect(waived?.verdict == .waived && waived?.passed == true)
        #expect(
            waived?.compared.plain.contains("alice") == true && waived?.compared.plain.contains("192.0.2.1") == true)
        #expect(waivers.used(by: unknown)?.map(\.gate) == [.redisAnswers])
        let silent = waivers.applied(to: repairGates(facts(redis: .silent("no pod is ready"))))
        #expect(silent.first { $0.name == "redis-answers" }?.verdict == .refused)
        #expect(waivers.used(by: silent) == nil)
    }

    @Test(
        "gates that say which cluster it is, what it is, or who may act cannot be waived", arguments: Gate.allCases)
    func neverWaived(gate: Gate) {
        let open = GateVerdict.cannotBeEvaluated(gate, "nothing was read")
        let after = GateWaivers([Waiver(gate, by: "alice", reason: "I know")]).applied(to: open)
        #expect(after.passed == [.documentHasStarted, .redisAnswers, .knownToTheHost, .mayWrite].contains(gate))
    }

    @Test(
        """
        who waives a gate, why, and what the gate had said are in the plan's hash; without a waiver the hash is that \
        of older versions
        """
    )
    func hash() {
        let plan = RepairPlan(
            cluster: "edge-1", uid: "u", cause: .secretMismatch, workload: "ks-apiserver", container: "ks-apiserver",
            edits: [],
            configResourceVersion: "1", digestBefore: Samples.hostSecret, digestAfter: Samples.otherSecret,
            refusedBefore: .signatureInvalid,
            costs: [], warnings: [])
        let hashes = [
            ("alice", "a", "it is at 192.0.2.1"), ("bob", "a", "it is at 192.0.2.1"),
            ("alice", "b", "it is at 192.0.2.1"), ("alice", "a", "no Service"),
        ].map { by, reason, said in
            let waivers = GateWaivers([Waiver(.redisAnswers, by: by, reason: reason)])
            var waived = plan
            waived.waived = waivers.used(by: [
                waivers.applied(to: .cannotBeEvaluated(.redisAnswers, Statement(text: said)))
            ])
            return waived.hash
        }
        #expect(Set(hashes + [plan.hash]).count == 5)
        #expect(plan.hash == "5dadd684cc8a")
    }

    @Test(
        "a gate of an older version is read, and one of this version keeps its verdict",
        arguments: [
            GateVerdict.Verdict.passed, .refused, .unevaluated, .waived,
        ])
    func coded(verdict: GateVerdict.Verdict) throws {
        let gate = GateVerdict(.redisAnswers, verdict, "x")
        #expect(try JSONDecoder().decode(GateVerdict.self, from: JSONEncoder().encode(gate)) == gate)
        let older = #"{"name":"redis-answers","passed":\#(gate.passed),"compared":"x"}"#
        #expect(try JSONDecoder().decode(GateVerdict.self, from: Data(older.utf8)).passed == gate.passed)
    }
}
