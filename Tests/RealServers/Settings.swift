import Foundation

/// What the suite is told by its environment. `make real-test` sets it; docs/internals/real-servers.md explains each.
struct Settings: Equatable {
    /// Where the member's session cache has its Redis, and how agentctl is told of one that no API shows.
    enum Redis: String, CaseIterable { case inCluster = "in-cluster", waived, external }

    enum Document: String, CaseIterable { case plain, odd }

    let kubeconfig: String
    let adminKubeconfig: String
    var faults = Fault.allCases
    var redis = Redis.inCluster
    var document = Document.plain
    /// nil leaves the member's replicas as they are.
    var replicas: Int?
    /// Where copies of what will be changed are kept until it is put back.
    let copies: String

    static let contexts = ["host", "member"]
    static let confirmation = "KSFLEET_REAL_CONFIRM"
    static let needed = "set KSFLEET_REAL_KUBECONFIG and \(confirmation)=host,member (docs/internals/real-servers.md)"

    /// Whether the suite was asked for at all.
    static func isWanted(_ environment: [String: String]) -> Bool {
        environment["KSFLEET_REAL_KUBECONFIG"]?.isEmpty == false
    }

    init(_ environment: [String: String]) throws(Trouble) {
        func value(_ name: String) -> String? { environment["KSFLEET_REAL_\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        guard let path = value("KUBECONFIG") else { throw Trouble("no kubeconfig: \(Self.needed)") }
        guard value("CONFIRM") == Self.contexts.joined(separator: ",") else {
            throw Trouble(
                """
                it breaks the cluster of context member and restarts its ks-apiserver many times: \
                \(Self.confirmation)=host,member says that you want that
                """
            )
        }
        kubeconfig = Self.absolute(path)
        adminKubeconfig = Self.absolute(value("ADMIN_KUBECONFIG") ?? path)
        if let names = value("FAULTS") { faults = try Self.faults(names) }
        if let name = value("REDIS") { redis = try Self.choice(name, "REDIS") }
        if let name = value("DOCUMENT") { document = try Self.choice(name, "DOCUMENT") }
        if let count = value("REPLICAS") {
            guard let number = Int(count), (1...9).contains(number) else {
                throw Trouble("KSFLEET_REAL_REPLICAS is \(count): a number from 1 to 9 is expected")
            }
            replicas = number
        }
        let state =
            environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? "\(environment["HOME"] ?? "/tmp")/.local/state"
        copies = "\(state)/ksfleet-real-test"
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ variable: String)
        throws(Trouble) -> Choice where Choice.RawValue == String
    {
        guard let choice = Choice(rawValue: name) else {
            throw Trouble(
                """
                KSFLEET_REAL_\(variable) is \(name): \(Choice.allCases.map(\.rawValue).joined(separator: ", ")) are \
                known
                """
            )
        }
        return choice
    }

    private static func faults(_ names: String) throws(Trouble) -> [Fault] {
        var faults: [Fault] = []
        for name in names.split(separator: ",") { faults.append(try choice(String(name), "FAULTS")) }
        return faults
    }
}
