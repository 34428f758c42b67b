import Fleet
import FoundationEssentials
import Testing

extension MemberDiagnosisTests {
    static let silences: [Situation] = [
        Situation(
            "the right to the service proxy is missing", .unknown, .rightsMissing,
            says: ["use the service proxy", "docs/rbac.yaml"]
        ) { member, _ in
            member.acceptance = .unavailable(Fault(.forbidden, "services \":ks-apiserver:\" is forbidden", status: 403))
        },
        Situation("the answer did not come in time", .unknown, .apiserverDown, says: ["gave no verdict"]) { member, _ in
            member.acceptance = .unavailable(Fault(.timeout, "no answer in 5 s"))
        },
        Situation("200, but for anybody", .unknown, .unexplained, says: ["unsigned request would too"]) { member, _ in
            member.acceptance = .unproven("a mis-signed token got 200 too")
        },
        Situation(
            "no token was sent, and the log is quiet", .unknown, .unexplained,
            says: ["no token was sent: the host is not readable"]
        ) { member, _ in
            member.acceptance = .notAttempted("the host is not readable")
        },
        Situation("no token was sent, junk in the log proves nothing", .unknown, .unexplained) { member, _ in
            member.acceptance = .notAttempted("the host is not readable")
            member.logs = Samples.logged(.tokenMalformed, 9)
        },
        Situation(
            "no token was sent: a log shows, and decides nothing", .unknown, .unexplained,
            says: ["logged 1 failed authentication with"]
        ) { member, _ in
            member.facts.maxAge = .absent
            member.acceptance = .notAttempted("the host is not readable")
            member.logs = Samples.logged(.tokenNotInCache, 1)
        },
        Situation("no token was sent: nor does a bad signature in the log decide", .unknown, .unexplained) {
            member, _ in
            member.facts.secret = Samples.otherSecret
            member.acceptance = .notAttempted("the service proxy is not allowed")
            member.logs = Samples.logged(.signatureInvalid, 4)
        },
    ]
}
