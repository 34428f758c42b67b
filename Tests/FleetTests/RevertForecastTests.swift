import Fleet
import Testing

@Suite("What the owner of a configuration will revert")
struct RevertForecastTests {
    typealias Setting = RevertForecast.Reason.Setting

    private let ours = Samples.hostSecret
    private let theirs = Samples.otherSecret

    private func forecast(
        _ installer: InstallerFacts? = nil, owner: ConfigOwner = .installer,
        version: KubeSphereVersion = KubeSphereVersion(major: 3, minor: 4),
        change: (inout Observation, inout Observation) -> Void = { _, _ in }
    ) -> RevertForecast {
        var member = Samples.member
        var host = Samples.host
        member.facts.owner = owner
        member.surroundings.installer = installer
        member.deployment.version = version
        change(&member, &host)
        return RevertForecast(member, host: host)
    }

    private func settings(_ forecast: RevertForecast) -> [Setting] { forecast.reasons.map(\.setting) }

    @Test("ks-installer: a role that is not member, and a secret that is not the host's, from wherever it renders it")
    func installer() {
        #expect(settings(forecast(InstallerFacts(role: .member, secret: nil))).isEmpty)
        #expect(settings(forecast(InstallerFacts(role: .member, secret: ours))).isEmpty)
        #expect(settings(forecast(InstallerFacts(role: .standalone, secret: theirs))) == [.role, .secret])
        #expect(settings(forecast(InstallerFacts(role: nil, secret: nil))) == [.role], "no role at all is no member")
        #expect(settings(forecast(InstallerFacts(role: .member, secret: nil, keptSecret: theirs))) == [.secret])
        #expect(
            settings(forecast(InstallerFacts(role: .member, secret: ours, keptSecret: theirs))).isEmpty,
            "the ClusterConfiguration's own comes first")
        #expect(
            settings(forecast(InstallerFacts(role: .member, secret: theirs)) { _, host in host.facts.secret = nil })
                .isEmpty)
        #expect(settings(forecast(InstallerFacts(role: .standalone, secret: theirs), owner: .nobody)).isEmpty)
    }

    @Test(
        "3.1 alone renders the ClusterConfiguration's oauthOptions in place of accessTokenMaxAge: 0",
        arguments: [(3, 0), (3, 1), (3, 2), (3, 4)])
    func oauthOptions(major: Int, minor: Int) {
        let version = KubeSphereVersion(major: major, minor: minor)
        func found(_ maxAge: TokenMaxAge?) -> [Setting] {
            settings(forecast(InstallerFacts(role: .member, secret: nil, optionsMaxAge: maxAge), version: version))
        }
        #expect(found(.absent) == (minor == 1 ? [.oauthOptions] : []))
        #expect(found(.nanoseconds(7_200_000_000_000, text: "2h")) == (minor == 1 ? [.oauthOptions] : []))
        #expect(found(.nanoseconds(0, text: "0")).isEmpty && found(nil).isEmpty)
    }

    @Test("what is broken already cannot be broken by a revert, and a repair is asked about what it would leave")
    func beforeAndAfter() {
        let broken = forecast(InstallerFacts(role: .standalone, secret: theirs)) { member, _ in
            member.facts.maxAge = .absent
            member.facts.secret = theirs
        }
        #expect(broken.reasons.isEmpty)
        #expect(broken.reasons(after: .tokenNotInCache).map(\.setting) == [.role])
        #expect(broken.reasons(after: .secretMismatch).map(\.setting) == [.secret])
        let warnings = broken.warnings(before: .secretMismatch)
        #expect(warnings.count == 1 && warnings[0].text.contains("will revert this repair"))
        #expect(
            warnings[0].nextStep
                == NextStep(
                    "set spec.authentication.jwtSecret to the host's",
                    command: "kubectl --context edge-1 -n kubesphere-system edit cc ks-installer"))
        #expect(broken.warnings(before: .staleProcess).isEmpty)
        #expect(forecast(InstallerFacts(role: .member, secret: ours)).warnings(before: .tokenNotInCache).isEmpty)
        #expect(forecast(nil).warnings(before: .tokenNotInCache).first?.text.hasSuffix("could not be read") == true)
    }

    @Test("without the ClusterConfiguration, what was applied last is the witness")
    func applied() {
        let edited = forecast { member, _ in member.facts.applied = AppliedConfig(maxAge: .absent, secret: theirs) }
        #expect(settings(edited) == [.edited, .edited] && edited.reasons.allSatisfy { !$0.isCertain })
        let same = forecast { member, _ in
            member.facts.applied = AppliedConfig(maxAge: .nanoseconds(0, text: "0"), secret: ours)
        }
        #expect(same.reasons.isEmpty)
        let known = forecast(InstallerFacts(role: .member, secret: ours)) { member, _ in
            member.facts.applied = AppliedConfig(maxAge: .absent, secret: theirs)
        }
        #expect(known.reasons.isEmpty, "the ClusterConfiguration says what comes next, and it is right")
    }

    @Test("Helm: an edit since its render may go, and a render that is due is told; Argo CD puts its own back")
    func rendered() {
        func writer(_ manager: String) -> ConfigWriter { ConfigWriter(manager: manager, time: Samples.noon) }
        #expect(forecast(owner: .helm) { member, _ in member.facts.lastWrite = writer("helm") }.reasons.isEmpty)
        let edited = forecast(owner: .helm) { member, _ in member.facts.lastWrite = writer("kubectl-edit") }
        #expect(settings(edited) == [.edited] && edited.reasons[0].evidence.plain.contains("kubectl-edit"))
        #expect(edited.durable(edited.reasons).command?.hasPrefix("helm ") == true)
        #expect(
            forecast(owner: .helm) { member, _ in member.facts.lastWrite = writer("helm") }.warnings(
                before: .tokenNotInCache
            ).count == 1)
        let due = forecast(owner: .helm) { member, host in
            member.facts.lastWrite = writer("helm")
            let entry = RegisteredCluster(name: "edge-1", connection: .direct, uid: "uid-of-edge-1", awaitsRender: true)
            host.surroundings.register = .read(FleetRegister(clusters: [entry], readAt: Samples.noon))
        }
        #expect(due.reasons.first?.evidence.plain.contains("about to run helm upgrade") == true)
        let argo = forecast(owner: .argoCD) { member, _ in member.facts.lastWrite = writer("kubectl-patch") }
        #expect(argo.reasons.map(\.isCertain) == [true])
        #expect(
            forecast(owner: .argoCD) { member, _ in member.facts.lastWrite = writer("argocd-controller") }.reasons
                .isEmpty)
    }

    @Test("the finding names the owner's own change, and only a certain revert warns")
    func finding() {
        var member = Samples.member
        member.facts.owner = .installer
        member.surroundings.installer = InstallerFacts(role: .standalone, secret: nil)
        let finding = diagnose(member, host: Samples.host).findings.first
        #expect(finding?.cause == .configWillBeReverted && finding?.severity == .warning)
        #expect(
            finding?.nextStep.command?.contains(
                #"patch cc ks-installer --type merge -p '{"spec":{"multicluster":{"clusterRole":"member"}}}'"#) == true)
        member.surroundings.installer = nil
        member.facts.applied = AppliedConfig(maxAge: .absent, secret: Samples.hostSecret)
        #expect(diagnose(member, host: Samples.host).findings.first?.severity == .info)
    }
}
