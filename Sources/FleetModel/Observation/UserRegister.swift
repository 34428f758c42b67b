import FleetText
package import FoundationEssentials

/// The users of a cluster by name (`users.iam.kubesphere.io`), as they were at one moment.
package struct UserRegister: Hashable, Sendable {
    package let names: Set<String>
    /// Of them, those that are old enough for the host to have brought them to its members.
    package let settled: Set<String>
    /// True where there were more than are read: then nothing follows from a name's absence.
    package let isCut: Bool

    /// Seconds after which a new user should be on every member: kubefed needs some, and its next look after a failure
    /// ten minutes.
    private static let settling = 900.0

    package init(_ users: [(name: String, created: Date?)], isCut: Bool = false, readAt: Date) {
        names = Set(users.map { printable($0.name, limit: 100) })
        settled = Set(
            users.filter { user in user.created.map { readAt.timeIntervalSince($0) >= Self.settling } ?? false }.map {
                printable($0.name, limit: 100)
            })
        self.isCut = isCut
    }
}
