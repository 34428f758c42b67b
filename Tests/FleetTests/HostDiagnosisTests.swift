import Fleet
import Testing

@Suite("Diagnosis of the host")
struct HostDiagnosisTests {
    @Test("the host checks its session cache by right", arguments: situations)
    func host(situation: Situation) { situation.check(situation.hostDiagnosis) }

    private static let situations: [Situation] = [
        Situation("accepted", .healthy, nil) { _, _ in },
        Situation("the probe's token is in nobody's cache: the signature was good", .healthy, nil) { _, host in
            host.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
        },
        Situation(
            "R3: the host refuses its own secret", .failing, .staleProcess,
            says: ["jwtSecret of its ConfigMap", "logs every user out"]
        ) { _, host in
            host.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation("R8: the host's Redis does not answer", .failing, .redisDown) { _, host in
            host.acceptance = .refused(.redisUnreachable, message: "EOF")
        },
        Situation("R7: nothing listens", .failing, .apiserverDown) { _, host in
            host.acceptance = .unavailable(Fault(.serviceUnavailable, "no endpoints available", status: 503))
        },
        Situation(
            "another refusal says nothing clear", .unknown, .unexplained,
            says: ["token-expired: token is expired by 1h"]
        ) {
            _, host in
            host.acceptance = .refused(.tokenExpired, message: "token is expired by 1h")
        },
        Situation("the right to the service proxy is missing", .unknown, .rightsMissing) { _, host in
            host.acceptance = .unavailable(Fault(.forbidden, "forbidden", status: 403))
        },
        Situation("200, but for anybody", .unknown, .unexplained) { _, host in
            host.acceptance = .unproven("a mis-signed token got 200 too")
        },
        Situation("no token was sent", .unknown, .unexplained) { _, host in
            host.acceptance = .notAttempted("its jwtSecret is not readable")
        },
        Situation(
            "R17: its tokens never expire", .healthy, .hostTokensNeverExpire,
            says: ["accessTokenMaxAge is 0s on the host", "never edits a host's"]
        ) { _, host in
            host.facts.maxAge = .nanoseconds(0, text: "0s")
        },
        Situation("R16: its own users' sessions are not found", .healthy, .hostSessionLoss, says: ["logged 3 failed"]) {
            _, host in
            host.logs = Samples.logged(.tokenNotInCache, 3)
        },
        Situation("its note that a MEMBER refused is not its own failure", .healthy, nil) { _, host in
            host.logs = Samples.logged(.memberRefusedHostToken, 3)
        },
    ]
}
