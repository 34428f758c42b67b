import Fleet
import FoundationEssentials
import Testing

@Suite("Diagnosis of a member")
struct MemberDiagnosisTests {
    @Test("the probe's answer gives the cause", arguments: answers)
    func answer(situation: Situation) { situation.check(situation.memberDiagnosis) }

    @Test("without an answer, what else was read decides, and unknown is not failing", arguments: silences)
    func silence(situation: Situation) { situation.check(situation.memberDiagnosis) }

    @Test("a failing member has a critical finding first", arguments: answers.filter { $0.health == .failing })
    func gravity(situation: Situation) {
        #expect(situation.memberDiagnosis.primary?.severity == .critical)
    }

    @Test("the plan is proposed for the causes that may be repaired, and for no other", arguments: answers + silences)
    func plan(situation: Situation) {
        guard let finding = situation.memberDiagnosis.primary else { return }
        let offers = finding.nextStep == .run("agentctl remediate plan edge-1")
        // A stale host is restarted by a human: it may log every user out.
        let isStaleHost = finding.evidence.contains { $0.is(RefusalStatement.hostIsStale) }
        #expect(offers == (Cause.repairable.contains(finding.cause) && !isStaleHost))
    }

    private static let answers: [Situation] = [
        Situation("accepted", .healthy, nil) { _, _ in },
        Situation(
            "R1: the max age is absent", .failing, .tokenNotInCache,
            says: ["absent (default 2h)", "token not found in cache"]
        ) {
            member, _ in
            member.facts.maxAge = .absent
            member.acceptance = .refused(.tokenNotInCache, message: "Unauthorized: token not found in cache")
        },
        Situation(
            "R1: the max age is two hours, and the log agrees", .failing, .tokenNotInCache,
            says: ["accessTokenMaxAge is 2h", "logged 5 failed authentications"]
        ) { member, _ in
            member.facts.maxAge = .nanoseconds(7_200_000_000_000, text: "2h")
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
            member.logs = Samples.logged(.tokenNotInCache, 2, 3)
        },
        Situation("R1: a bare 7200 is nanoseconds", .failing, .tokenNotInCache, says: ["accessTokenMaxAge is 7200"]) {
            member, _ in
            member.facts.maxAge = .nanoseconds(7200, text: "7200")
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
        },
        Situation(
            "R1: the ConfigMap may not be read; the words alone prove it", .failing, .tokenNotInCache,
            says: ["prove it"]
        ) {
            member, _ in
            member.config = .failed(Fault(.forbidden, "configmaps is forbidden"))
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
        },
        Situation(
            "R3: the max age is 0 already", .failing, .staleProcess, says: ["already 0", "after its process started"]
        ) { member, _ in
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon)
        },
        Situation(
            "R4: the max age is 0, and a flag says otherwise", .failing, .configOverride,
            says: ["--access-token-max-age", "edit deployment ks-apiserver"]
        ) { member, _ in
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
            member.deployment.overrides = ["--access-token-max-age"]
        },
        Situation(
            "R2: the secrets differ", .failing, .secretMismatch,
            says: ["host \(Samples.hostSecret), member \(Samples.otherSecret)"]
        ) { member, _ in
            member.facts.secret = Samples.otherSecret
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation("R2 goes before R3: secrets that differ are not blamed on the process", .failing, .secretMismatch) {
            member, _ in
            member.facts.secret = Samples.otherSecret
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon)
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R3: the secrets are equal, the member's process is older than its document", .failing, .staleProcess,
            says: ["jwtSecret is equal", "by kubectl-edit"]
        ) { member, _ in
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon)
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R3: the host's process is the stale one", .failing, .staleProcess,
            says: [
                "the host's process is the stale one",
                "kubectl --context host -n kubesphere-system rollout restart deployment ks-apiserver",
            ]
        ) { member, host in
            host.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon)
            host.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation("R3: of two pods the older one decides, one that goes does not", .failing, .staleProcess) {
            member, _ in
            var leaving = Samples.pod(startedBeforeNoon: 90_000)
            leaving.terminating = true
            member.deployment = Samples.workload([
                leaving, Samples.pod(startedBeforeNoon: 60), Samples.pod(startedBeforeNoon: 600),
            ])
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon.addingTimeInterval(-300))
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R4: the secrets are equal, and the environment overrules them", .failing, .configOverride,
            says: ["KUBESPHERE_AUTHENTICATION_JWTSECRET"]
        ) { member, _ in
            member.deployment.overrides = ["KUBESPHERE_AUTHENTICATION_JWTSECRET"]
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R3: written in the second in which the process started", .failing, .staleProcess,
            says: ["in the second in which its process started: it may hold the older document"]
        ) { member, _ in
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon.addingTimeInterval(-3600))
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R3: started within the lag of the kubelet after the write", .failing, .staleProcess,
            says: ["110 s before its process started", "a kubelet takes up to two minutes"]
        ) { member, host in
            host.acceptance = .unproven("nobody was refused")
            member.facts.lastWrite = ConfigWriter(manager: "kubectl-edit", time: Samples.noon.addingTimeInterval(-3710))
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R3: equal secrets, and a host that proves its own: the member's process, whatever the clocks say",
            .failing, .staleProcess,
            says: [
                "jwtSecret is equal", "before its process started", "so it is the member's process that holds another",
            ]
        ) { member, _ in
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "equal secrets, old documents, and a host that proves nothing: nothing explains it", .failing, .unexplained,
            says: ["jwtSecret is equal", "before its process started"]
        ) { member, host in
            host.acceptance = .unproven("nobody was refused")
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "equal secrets, and an environment that is not read: it may override", .failing, .unexplained,
            says: ["part of its environment comes from Secret ks-env, which ksfleet does not read"]
        ) { member, _ in
            member.deployment.environmentSources = ["Secret ks-env"]
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "the member's secret is not readable", .failing, .unexplained, says: ["could not be compared: the member's"]
        ) {
            member, _ in
            member.config = .failed(Fault(.forbidden, "configmaps is forbidden"))
            member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        },
        Situation(
            "R6: used before issued", .failing, .clockSkew, says: ["differs from this machine's by -26 s", "chronyc"]
        ) { member, _ in
            member.acceptance = .refused(
                .tokenUsedBeforeIssued, message: "jwt: token used before issued, iat:50, now:26")
            member.clockOffset = -26
        },
        Situation("R6: a token of sixty seconds has expired", .failing, .clockSkew) { member, _ in
            member.acceptance = .refused(.tokenExpired, message: "token is expired by 1h0m0s")
        },
        Situation(
            "R8: Redis does not answer", .failing, .redisDown,
            says: ["do not restart ks-apiserver before Redis answers"]
        ) {
            member, _ in
            member.acceptance = .refused(
                .redisUnreachable, message: "dial tcp 10.0.0.1:6379: connect: connection refused")
        },
        Situation("R12: the user is not there", .failing, .userNotSynced, says: ["get users.iam.kubesphere.io"]) {
            member, _ in
            member.acceptance = .refused(.userNotFound, message: "user.iam.kubesphere.io \"ghost\" not found")
        },
        Situation(
            "another credential reached ks-apiserver", .unknown, .foreignToken, says: ["proves nothing about jwtSecret"]
        ) {
            member, _ in
            member.acceptance = .refused(.unexpectedAlgorithm, message: "unexpect signature algorithm RS256")
        },
        Situation(
            "refused in words nobody knows", .failing, .unexplained,
            says: ["something new", "logs deployment/ks-apiserver"]
        ) {
            member, _ in
            member.acceptance = .refused(.other, message: "something new")
        },
        Situation(
            "R7: nothing listens", .failing, .apiserverDown,
            says: ["0 of 1 replicas of ks-apiserver are ready", "CrashLoopBackOff, 7 restarts, last ended Error 255"]
        ) { member, _ in
            member.deployment = Samples.workload([Samples.pod(ready: false, waiting: "CrashLoopBackOff")])
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R7: its container never ran", .failing, .apiserverDown,
            says: ["ImagePullBackOff, 0 restarts", "describe pod ks-apiserver-0"]
        ) { member, _ in
            var pod = Samples.pod(ready: false, waiting: "ImagePullBackOff")
            (pod.startedAt, pod.restarts, pod.lastEnd) = (nil, 0, nil)
            member.deployment = Samples.workload([pod])
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R8: its last words name Redis", .failing, .redisDown,
            says: [
                "pod ks-apiserver-0 ended at its start: failed to connect to redis service (10.96.34.71:6379)",
                "do not restart ks-apiserver before Redis answers",
            ]
        ) { member, _ in
            member.deployment = Samples.workload([Samples.pod(ready: false, waiting: "CrashLoopBackOff")])
            member.deployment.pods[0].startFault = StartFault(
                .redisUnreachable, "failed to connect to redis service", address: "10.96.34.71:6379")
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R7: its last words name its configuration", .failing, .apiserverDown,
            says: ["ended at its start: JWT secret MUST not be empty"]
        ) { member, _ in
            member.deployment.pods[0].startFault = StartFault(.secretEmpty, "JWT secret MUST not be empty")
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R7: its last words name another service", .failing, .apiserverDown,
            says: [
                "ended at its start: failed to connect to elasticsearch (192.0.2.9:9200)",
                "bring back what it looks for at its start",
            ]
        ) { member, _ in
            member.deployment.pods[0].startFault = StartFault(
                .backendUnreachable, "failed to connect to elasticsearch", address: "192.0.2.9:9200")
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R7: it was killed for its memory", .failing, .apiserverDown,
            says: ["last ended OOMKilled, exit code 137", "at its memory limit: give it more"]
        ) { member, _ in
            member.deployment = Samples.workload([Samples.pod(ready: false, waiting: "CrashLoopBackOff")])
            member.deployment.pods[0].lastEnd = "OOMKilled, exit code 137"
            member.acceptance = .unavailable(
                Fault(.serviceUnavailable, "no endpoints available for service \"ks-apiserver\"", status: 503))
        },
        Situation(
            "R8: Redis does not take the password of kubesphere.yaml, at the start", .failing, .redisRefused,
            says: ["failed to create cache: WRONGPASS", "answered", "give kubesphere.yaml the password"]
        ) { member, _ in
            member.deployment.pods[0].startFault = StartFault(.redisRefused, "failed to create cache: WRONGPASS")
            member.acceptance = .unavailable(Fault(.serviceUnavailable, "no endpoints", status: 503))
        },
        Situation(
            "R8: Redis does not take the password of kubesphere.yaml, at a lookup", .failing, .redisRefused,
            says: ["NOAUTH", "give kubesphere.yaml the password"]
        ) { member, _ in
            member.acceptance = .refused(.redisRefused, message: "NOAUTH Authentication required.")
        },
        Situation(
            "R8: the name of Redis is not known there", .failing, .redisDown,
            says: ["no such host (redis.svc)", "cannot be resolved", "correct the host of the cache"]
        ) { member, _ in
            member.deployment.pods[0].startFault = StartFault(
                .redisUnreachable, "failed to create cache: no such host", address: "redis.svc")
            member.acceptance = .unavailable(Fault(.serviceUnavailable, "no endpoints", status: 503))
        },
        Situation(
            "LDAP is not Redis", .failing, .backendDown,
            says: ["LDAP server did not answer", "dial tcp 192.0.2.10:389"]
        ) { member, _ in
            member.acceptance = .refused(
                .ldapUnreachable, message: "LDAP Result Code 200: dial tcp 192.0.2.10:389: connect: connection refused")
        },
        Situation("kube-apiserver is not Redis", .failing, .backendDown, says: ["own cluster's kube-apiserver"]) {
            member, _ in
            member.acceptance = .refused(.kubernetesUnreachable, message: "dial tcp 10.96.0.1:443: i/o timeout")
        },
        Situation("R7: there is no Service", .failing, .apiserverDown) { member, _ in
            member.acceptance = .unavailable(Fault(.notFound, "services \"ks-apiserver\" not found", status: 404))
        },
    ]
}
