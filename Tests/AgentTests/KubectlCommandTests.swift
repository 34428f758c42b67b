import ConfigurationFiles
import Fleet
import Rounds
import Testing

@Suite("A printed kubectl command finds the context")
struct KubectlCommandTests {
    private let plain = "kubectl --context edge-1 get pods"

    private func named(_ command: String, files: [String], environment: [String: String]) -> String {
        var configuration = AgentConfiguration()
        configuration.kubeconfigs = files
        return KubectlCommand(configuration, environment: environment).named(command)
    }

    @Test("where kubectl looks by itself, nothing is added")
    func usual() {
        #expect(named(plain, files: ["/home/ada/.kube/config"], environment: ["HOME": "/home/ada"]) == plain)
        #expect(named(plain, files: ["/a", "/b"], environment: ["HOME": "/home/ada", "KUBECONFIG": "/a:/b"]) == plain)
    }

    @Test("elsewhere the files are named, each as one word of a shell")
    func elsewhere() {
        let environment = ["HOME": "/home/ada"]
        #expect(
            named(plain, files: ["/etc/ksfleet/kubeconfig"], environment: environment)
                == "kubectl --kubeconfig /etc/ksfleet/kubeconfig --context edge-1 get pods")
        #expect(
            named(plain, files: ["/a b", "/c"], environment: environment)
                == "KUBECONFIG='/a b':/c kubectl --context edge-1 get pods")
        #expect(named("agentctl status", files: ["/a"], environment: environment) == "agentctl status")
    }

    @Test("in every step of every finding")
    func findings() {
        var configuration = AgentConfiguration()
        configuration.kubeconfigs = ["/etc/k"]
        let step = NextStep("look", command: plain, then: [.run(plain), "wait"])
        let diagnosis = Diagnosis(
            health: .failing, findings: [Finding(.redisDown, .critical, evidence: [], nextStep: step)])
        let named = KubectlCommand(configuration, environment: [:]).named(diagnosis).findings[0].nextStep
        #expect(
            named.all.map(\.command) == Array(
                repeating: "kubectl --kubeconfig /etc/k --context edge-1 get pods", count: 2) + [nil])
        #expect(named.all.map(\.text) == ["look", "", "wait"])
    }
}
