/// A KubeSphere release that the simulator speaks for; each stands for its whole minor version.
package enum SimulatedVersion: String, Sendable, Hashable, CaseIterable {
    case v3_0 = "3.0"
    case v3_1 = "3.1"
    case v3_4 = "3.4"
    case v4_1 = "4.1"

    /// The release that was recorded, as images and version documents name it.
    package var tag: String {
        switch self {
        case .v3_0: "v3.0.0"
        case .v3_1: "v3.1.1"
        case .v3_4: "v3.4.1"
        case .v4_1: "v4.1.3"
        }
    }

    /// The path of ks-apiserver's version document, which needs no rights.
    package var versionPath: String { self == .v4_1 ? "/version" : "/kapis/version" }

    var is3: Bool { self != .v4_1 }

    /// 3.3 and 3.4 watch their configuration file; the others read it once.
    var reloadsConfiguration: Bool { self == .v3_4 }

    /// The Deployment whose pods serve ks-apiserver.
    package func deploymentName(_ role: ClusterRole) -> String {
        self == .v4_1 && role == .member ? "ks-agent" : "ks-apiserver"
    }

    /// 4.x members have no Deployment of this name: it runs in the agent's pod beside the controller manager.
    func runsControllerManager(_ role: ClusterRole) -> Bool { self == .v4_1 && role == .member }

    var goVersion: String { self == .v4_1 ? "go1.23.9" : "go1.21.13" }
}

/// What a cluster is to the fleet.
package enum ClusterRole: String, Sendable, Hashable {
    case host
    case member
}
