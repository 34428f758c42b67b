import Fleet
import KubeSphere
import Testing

@Suite("The acceptance probe's answers")
struct AcceptanceVerdictTests {
    private func verdict(_ version: String, _ name: String) throws -> Acceptance? {
        let (status, message) = try Fixtures.answer(version, name)
        return AcceptanceVerdict.refusal(status: status, message: message)
    }

    @Test(
        "each recorded refusal maps to its cause",
        arguments: [
            ("15-accept-401-not-in-cache", FailureCause.tokenNotInCache),
            ("45-accept-401-signature", .signatureInvalid),
            ("47-accept-401-expired", .tokenExpired), ("48-accept-401-future", .tokenUsedBeforeIssued),
        ], ["v3.1.1", "v3.4.1", "v4.1.3"])
    func refusals(fixture: (name: String, cause: FailureCause), version: String) throws {
        guard case .refused(fixture.cause, _) = try verdict(version, fixture.name) else {
            Issue.record("\(version)/\(fixture.name): \(String(describing: try verdict(version, fixture.name)))")
            return
        }
    }

    @Test("Redis down and a missing user are told apart from a lost session", arguments: ["v3.1.1", "v3.4.1"])
    func dependencies(version: String) throws {
        guard case .refused(.redisUnreachable, _) = try verdict(version, "23-accept-redis-down") else {
            Issue.record("redis")
            return
        }
        guard case .refused(.userNotFound, _) = try verdict(version, "49-accept-unknown-user") else {
            Issue.record("user")
            return
        }
    }

    @Test(
        "a 200 is left to the control", arguments: ["v3.1.1", "v3.4.1", "v4.1.3"],
        ["12-accept-200", "13-accept-no-token", "39-accept-200-after-repair"])
    func accepted(version: String, name: String) throws {
        #expect(try verdict(version, name) == nil)
    }

    @Test(
        "what never reached ks-apiserver is no refusal",
        arguments: [
            ("50-accept-503-refused", Fault.Kind.serviceUnavailable),
            ("52-accept-503-no-endpoints", .serviceUnavailable),
            ("55-accept-404-no-service", .notFound), ("60-accept-403-token-none", .forbidden),
            ("56-get-namespace-401-bad-token", .unauthorized),
        ], ["v3.1.1", "v3.4.1", "v4.1.3"])
    func unavailable(fixture: (name: String, kind: Fault.Kind), version: String) throws {
        guard case .unavailable(let fault) = try verdict(version, fixture.name), fault.kind == fixture.kind else {
            Issue.record("\(version)/\(fixture.name)")
            return
        }
    }
}
