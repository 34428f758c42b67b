package import ArgumentParser

package struct RemediateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remediate",
        abstract: "Plan, apply, approve and undo the repair of a member.",
        discussion: """
            A plan is made from a fresh look at the member and its host. It is carried out only while every gate \
            passes; each step is \
            journaled before and after it is taken; it ends with the proof that the member accepts the host's tokens. \
            The running agent \
            does it; where none runs, this process does, with the same gates and the same journal.

            What is repaired is named by a cluster (member-02), an incident (incident/12), a plan (plan/7) or a cause \
            (token-not-in-cache: every cluster with an open \
            incident of it).

              agentctl remediate plan member-02
              agentctl remediate apply member-02 --dry-run
              agentctl remediate apply member-02 --reason "ticket 4711"
              agentctl remediate list
              agentctl remediate approve plan/7 --reason "ticket 4711"
              agentctl remediate undo run/20261124T035248Z-16a36d42 --reason "wrong member"
            """,
        subcommands: [
            RemediatePlan.self, RemediateApply.self, RemediateApprove.self, RemediateReject.self, RemediateUndo.self,
            RemediateList.self,
            RemediateShow.self, RemediateBreaker.self,
        ])

    package init() {}
}
