import Fleet
import Testing

@Suite("Standing findings")
struct StandingFindingTests {
    @Test("what is worth saying although the tokens are accepted", arguments: situations)
    func standing(situation: Situation) { situation.check(situation.memberDiagnosis) }

    @Test("a healthy cluster has no primary finding, whatever else is found")
    func noPrimary() {
        var member = Samples.member
        member.facts.secret = nil
        let diagnosis = diagnose(member, host: Samples.host)
        #expect(diagnosis.findings.count == 1)
        #expect(diagnosis.primary == nil)
    }

    @Test("the verdict goes before standing findings, the gravest first")
    func order() {
        var member = Samples.member
        member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
        member.facts.maxAge = .absent
        member.facts.role = .host
        member.facts.secret = nil
        #expect(
            diagnose(member, host: Samples.host).findings.map(\.cause) == [
                .tokenNotInCache, .configInvalid, .roleWrong,
            ])
    }

    private static let situations: [Situation] = [
        Situation(
            "kubesphere.yaml cannot be parsed", .healthy, .configInvalid, says: ["its next restart would not come back"]
        ) {
            member, _ in
            member.config = .failed(Fault(.invalidDocument, "line 3: mapping values are not allowed"))
        },
        Situation("kubesphere.yaml is absent", .healthy, .configInvalid) { member, _ in
            member.config = .failed(Fault(.missingDocument, "no key kubesphere.yaml"))
        },
        Situation("there is no ConfigMap", .healthy, .configInvalid, says: ["what it said, without the secrets"]) {
            member, _ in
            member.config = .failed(Fault(.notFound, "configmaps \"kubesphere-config\" not found", status: 404))
        },
        Situation("the ConfigMap may not be read", .healthy, .rightsMissing, says: ["read ConfigMap kubesphere-config"])
        { member, _ in
            member.config = .failed(Fault(.forbidden, "forbidden", status: 403))
        },
        Situation(
            "the ConfigMap was not read this time", .healthy, .configInvalid, says: ["the next probe reads it again"]
        ) { member, _ in
            member.config = .failed(Fault(.timeout, "no answer in 5 s"))
        },
        Situation(
            "it works, and its next restart takes another secret", .healthy, .staleProcess,
            says: ["accepts the host's tokens", "another jwtSecret", "agentctl blame edge-1"]
        ) {
            member, _ in
            member.facts.secret = Samples.otherSecret
        },
        Situation(
            "it works, and its next restart looks tokens up in the session cache", .healthy, .staleProcess,
            says: ["accessTokenMaxAge absent"]
        ) { member, _ in
            member.facts.maxAge = .absent
        },
        Situation("an override keeps it so after a restart, too", .healthy, nil) { member, _ in
            member.facts.maxAge = .absent
            member.deployment.overrides = ["--access-token-max-age"]
        },
        Situation("the secret is empty", .healthy, .configInvalid, says: ["authentication.jwtSecret"]) { member, _ in
            member.facts.secret = nil
        },
        Situation(
            "the secret of a 4.x member is empty", .healthy, .configInvalid, says: ["authentication.issuer.jwtSecret"]
        ) { member, _ in
            member.facts.layout = .issuer
            member.facts.secret = nil
        },
        Situation("R13: a second host", .healthy, .roleWrong, says: ["host is the fleet's host"]) { member, _ in
            member.facts.role = .host
        },
        Situation(
            "R14: another major version", .healthy, .versionSkew, says: ["the host runs v3.4.1, this member v4.1.3"]
        ) { member, _ in
            member.deployment.version = KubeSphereVersion(major: 4, minor: 1, patch: 3)
        },
        Situation("another minor version is no skew", .healthy, nil) { member, _ in
            member.deployment.version = KubeSphereVersion(major: 3, minor: 1, patch: 1)
        },
        Situation("the log may not be read", .healthy, .rightsMissing, says: ["read the log"]) { member, _ in
            member.logs = .failed(Fault(.forbidden, "forbidden", status: 403))
        },
        Situation("one pod's log may not be read", .healthy, .rightsMissing) { member, _ in
            member.logs = .value(
                LogReading(unread: [Fault(.timeout, "no answer"), Fault(.forbidden, "forbidden", status: 403)]))
        },
        Situation("a log that was not read this time is no finding", .healthy, nil) { member, _ in
            member.logs = .failed(Fault(.timeout, "no answer in 5 s"))
        },
    ]
}
