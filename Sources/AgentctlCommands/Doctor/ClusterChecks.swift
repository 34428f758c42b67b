import Fleet
import FoundationEssentials
import KubeSphere
import Rounds

/// What an examination of a cluster means to its operator.
enum ClusterChecks {
    /// ks-apiserver accepts tokens from a clock up to `maximumClockSkew` ahead, 10 s by default (kubesphere.md A2).
    static let acceptedSkew = 10.0

    static func all(_ examination: ClusterExamination, now: Date) -> [DoctorCheck] {
        [connection(examination)] + clock(examination) + expiries(examination, now) + rights(examination)
    }

    /// Contexts that lead to one cluster.
    ///
    /// - Parameter contexts: in the order in which the agent prefers them.
    static func twins(_ contexts: [ClusterID], _ examinations: [ClusterExamination]) -> [DoctorCheck] {
        let uids = Dictionary(
            examinations.compactMap { one in one.identity.value.map { (one.cluster, $0) } },
            uniquingKeysWith: { first, _ in first })
        return twinContexts(contexts, uids: uids).sorted { $0.key < $1.key }.map { context, first in
            .warn(
                "kubeconfig", context, "it leads to the same cluster as context \(first), by the UID of kube-system",
                remedy: "watch one of them: contexts in agent.yaml")
        }
    }

    private static func connection(_ examination: ClusterExamination) -> DoctorCheck {
        let cluster = examination.cluster
        guard let fault = examination.identity.fault else {
            let way = examination.proxy.map { ", through proxy \($0)" } ?? ""
            return .pass("connection", cluster, "its kube-apiserver answers, TLS and credentials are good" + way)
        }
        // No connection was tried.
        if fault.kind == .kubeconfig {
            return .fail(
                "kubeconfig", cluster, fault.description, remedy: "correct context \(cluster) in the kubeconfig")
        }
        let remedy: NextStep =
            switch fault.kind {
            case .nameResolution: "check DNS on this machine and the server field of context \(cluster)"
            case .proxy:
                """
                check proxy-url of context \(cluster), or HTTPS_PROXY and NO_PROXY in the environment, and the proxy \
                itself
                """
            case .tlsUnknownAuthority, .tlsNameMismatch:
                "compare certificate-authority-data and server of context \(cluster) with the cluster's own"
            case .tlsCertificateExpired:
                "renew the kube-apiserver certificate on the cluster: kubeadm certs renew apiserver"
            case .unauthorized, .tlsClientRefused:
                NextStep(
                    "issue new credentials for context \(cluster), then check them",
                    command: "kubectl --context \(shellWord(cluster.rawValue)) auth whoami")
            case .forbidden:
                "apply docs/rbac.yaml and bind ClusterRole ksfleet-identify to the user of context \(cluster)"
            default:
                NextStep(
                    "check from this machine",
                    command: "kubectl --context \(shellWord(cluster.rawValue)) get --raw /livez")
            }
        return .fail("connection", cluster, fault.description, remedy: remedy)
    }

    private static func clock(_ examination: ClusterExamination) -> [DoctorCheck] {
        guard let offset = examination.clockOffset else { return [] }
        // The Date header has whole seconds: a second either way says nothing.
        let text = "its clock differs from this machine's by \(Int(saturating: offset)) s"
        if abs(offset) < 2 { return [.pass("clock", examination.cluster, text)] }
        let remedy: NextStep = "synchronise the clocks (chronyc tracking on each)"
        guard abs(offset) > acceptedSkew else { return [.warn("clock", examination.cluster, text, remedy: remedy)] }
        return [
            .fail(
                "clock", examination.cluster, text + ", more than the \(Int(acceptedSkew)) s that ks-apiserver accepts",
                remedy: remedy)
        ]
    }

    private static func expiries(_ examination: ClusterExamination, _ now: Date) -> [DoctorCheck] {
        examination.expiries.map { expiry in
            let days = Int((expiry.notAfter.timeIntervalSince(now) / 86_400).rounded(.down))
            let text = "\(expiry.subject.rawValue) is valid until \(expiry.notAfter.rfc3339), \(counted(days, "day"))"
            let remedy: NextStep = "renew it before then"
            if days < 7 { return .fail("expiry", examination.cluster, text, remedy: remedy) }
            return days < 30
                ? .warn("expiry", examination.cluster, text, remedy: remedy)
                : .pass("expiry", examination.cluster, text)
        }
    }

    /// One line where all is well; else a line for each right that is missing.
    private static func rights(_ examination: ClusterExamination) -> [DoctorCheck] {
        let cluster = examination.cluster
        guard !examination.rights.isEmpty else {
            let why =
                examination.identity.fault?.kind == .kubeconfig
                ? "its context cannot be used" : "the cluster did not answer"
            return [.skip("rights", cluster, "not asked: \(why)")]
        }
        let missing = examination.rights.compactMap { rule, allowed -> DoctorCheck? in
            switch allowed {
            case .value(true): return nil
            case .value(false): return absent(rule, cluster)
            case .failed(let fault):
                return .warn(
                    "rights", cluster, "\(rule.text): \(fault.message)",
                    remedy: NextStep(
                        "ask by hand",
                        command:
                            "kubectl --context \(shellWord(cluster.rawValue)) auth can-i --list -n kubesphere-system"))
            }
        }
        return missing.isEmpty
            ? [.pass("rights", cluster, "all \(examination.rights.count) rights of docs/rbac.yaml are there")] : missing
    }

    private static func absent(_ rule: AccessRule, _ cluster: ClusterID) -> DoctorCheck {
        let remedy = "grant it as docs/rbac.yaml does"
        guard let purpose = rule.optionalFor else {
            return .fail("rights", cluster, "may not \(rule.text)", remedy: NextStep(remedy))
        }
        return .warn("rights", cluster, "may not \(rule.text)", remedy: "only for \(purpose): \(remedy)")
    }
}
