import Console
import Fleet
import Reports
import Rounds

/// One thing that the doctor has looked at: `agentctl.doctor/v1`.
struct DoctorCheck: Encodable {
    enum Verdict: String, Encodable, CaseIterable { case pass, warn, fail, skip }

    let verdict: Verdict
    /// What was looked at: `kubeconfig`, `rights`, …
    let check: String
    /// The cluster, where it is about one.
    let cluster: String?
    /// What was seen, with the numbers.
    let detail: String
    /// What to do; nil where there is nothing to do.
    let nextStep: NextStep?

    static func pass(_ check: String, _ cluster: ClusterID? = nil, _ detail: String) -> DoctorCheck {
        DoctorCheck(verdict: .pass, check: check, cluster: cluster?.rawValue, detail: detail, nextStep: nil)
    }

    static func warn(_ check: String, _ cluster: ClusterID? = nil, _ detail: String, remedy: NextStep) -> DoctorCheck {
        DoctorCheck(verdict: .warn, check: check, cluster: cluster?.rawValue, detail: detail, nextStep: remedy)
    }

    static func fail(_ check: String, _ cluster: ClusterID? = nil, _ detail: String, remedy: NextStep) -> DoctorCheck {
        DoctorCheck(verdict: .fail, check: check, cluster: cluster?.rawValue, detail: detail, nextStep: remedy)
    }

    static func skip(_ check: String, _ cluster: ClusterID? = nil, _ detail: String) -> DoctorCheck {
        DoctorCheck(verdict: .skip, check: check, cluster: cluster?.rawValue, detail: detail, nextStep: nil)
    }

    func advising(through kubectl: KubectlCommand) -> DoctorCheck {
        DoctorCheck(
            verdict: verdict, check: check, cluster: cluster, detail: detail,
            nextStep: nextStep.map { kubectl.named($0) })
    }

    static func listing(_ checks: [DoctorCheck]) -> Listing<DoctorCheck> {
        Listing(
            "agentctl.doctor/v1",
            [
                .init("VERDICT"), .init("CHECK"), .init("CLUSTER"), .init("WHAT WAS SEEN", isFlexible: true),
                .init("WHAT TO DO", isFlexible: true),
            ], checks
        ) { check in
            [
                .init(check.verdict.rawValue.uppercased(), full: check.verdict.rawValue, tone: check.tone),
                .init(check.check),
                check.cluster.map { .init($0) } ?? .none, .init(check.detail),
                check.nextStep.map { .init($0.oneLine) } ?? .none,
            ]
        }
    }

    var tone: Tone {
        switch verdict {
        case .pass: .good
        case .warn: .unsure
        case .fail: .bad
        case .skip: .quiet
        }
    }
}
