package import Fleet
package import FoundationEssentials

extension NotificationRoute {
    /// An invented message of everything that there is, marked as a test: nothing has happened.
    package func sample(at now: Date) -> NoticeMessage {
        let cluster = ClusterID("member-00")
        let firing = Notice(
            key: "test/1", kind: .test, severity: .critical, cluster: cluster, cause: .tokenNotInCache,
            title: "TEST: token-not-in-cache on member-00",
            lines: [
                "this is a test of ksfleet's notifications: nothing has happened",
                "the host's token was refused: token not found in cache",
            ],
            nextStep: .run("agentctl remediate plan member-00"), startsAt: now.addingTimeInterval(-300))
        let repair = Notice(
            key: "test/2", kind: .repair, severity: .info, cluster: cluster, cause: .secretMismatch,
            title: "TEST: repair of member-00 proved: secret-mismatch",
            startsAt: now.addingTimeInterval(-120), endsAt: now
        ).with { $0.outcome = .proved }
        let over = Notice(
            key: "test/3", kind: .test, severity: .warning, cluster: cluster, cause: .clockSkew,
            title: "TEST: clock-skew on member-00",
            startsAt: now.addingTimeInterval(-7200), endsAt: now)
        return NoticeMessage(
            route: route.name, group: route.group(of: firing), firing: [firing], resolved: [over], events: [repair],
            isReminder: false, at: now)
    }
}
