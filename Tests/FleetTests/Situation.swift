import Fleet
import Testing

/// One row of a table of diagnoses: what is changed in a sound host and member, and what must come out for the member.
struct Situation: Sendable, CustomTestStringConvertible {
    let name: String
    let health: Health
    /// nil: nothing at all is found.
    let cause: Cause?
    /// What the evidence or the next step must say.
    let says: [String]
    let change: @Sendable (inout Observation, inout Observation) -> Void

    init(
        _ name: String, _ health: Health, _ cause: Cause?, says: [String] = [],
        change: @escaping @Sendable (_ member: inout Observation, _ host: inout Observation) -> Void
    ) {
        self.name = name
        self.health = health
        self.cause = cause
        self.says = says
        self.change = change
    }

    var testDescription: String { name }

    var memberDiagnosis: Diagnosis {
        let (member, host) = changed
        return diagnose(member, host: host)
    }

    var hostDiagnosis: Diagnosis {
        let host = changed.host
        return diagnose(host, host: host)
    }

    private var changed: (member: Observation, host: Observation) {
        var member = Samples.member
        var host = Samples.host
        change(&member, &host)
        return (member, host)
    }

    /// Checks health, first finding and wording.
    func check(_ diagnosis: Diagnosis) {
        #expect(diagnosis.health == health)
        #expect(diagnosis.findings.first?.cause == cause)
        let text =
            diagnosis.findings.first.map { ($0.evidence.map(\.plain) + [$0.nextStep.oneLine]).joined(separator: "\n") }
            ?? ""
        for words in says { #expect(text.contains(words)) }
        if let finding = diagnosis.findings.first {
            #expect(!finding.evidence.isEmpty && !finding.nextStep.oneLine.isEmpty)
        }
        for step in diagnosis.findings.flatMap(\.nextStep.all) {
            #expect(
                !step.text.contains("kubectl -") && !step.text.contains("agentctl "),
                "a command among words: \(step.text)")
            #expect(
                step.command.map {
                    $0.hasPrefix("kubectl --context ") || $0.hasPrefix("agentctl ") || $0.hasPrefix("helm ")
                } ?? true)
        }
    }
}
