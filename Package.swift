// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every target of ours; dependencies keep their own.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let swiftASN1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "ksfleet",
    products: [
        .executable(name: "agentd", targets: ["agentd"]),
        .executable(name: "agentctl", targets: ["agentctl"]),
        .executable(name: "ksfleet", targets: ["ksfleet"]),
        .executable(name: "fleet-simulator", targets: ["fleet-simulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        // 5.0.1, not 6: ks-apiserver's YAML reader keeps the last of two equal keys, and Yams 5.1 and later
        // refuse such a document whole.
        .package(url: "https://github.com/jpsim/Yams", exact: "5.0.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .target(name: "CivilTime"),
        .target(name: "Files"),
        .target(name: "FleetText"),
        .target(name: "FleetModel", dependencies: ["CivilTime", "FleetText", crypto]),
        .target(name: "FleetWords", dependencies: ["CivilTime", "FleetModel", "FleetText"]),
        .target(name: "FleetDiagnosis", dependencies: ["CivilTime", "FleetModel", "FleetText", "FleetWords"]),
        .target(
            name: "FleetRepair",
            dependencies: ["CivilTime", "FleetDiagnosis", "FleetModel", "FleetText", "FleetWords", crypto]),
        .target(
            name: "FleetPolicy",
            dependencies: ["CivilTime", "FleetDiagnosis", "FleetModel", "FleetRepair", "FleetText", "FleetWords"]),
        .target(
            name: "Fleet",
            dependencies: [
                "CivilTime", "FleetDiagnosis", "FleetModel", "FleetPolicy", "FleetRepair", "FleetText", "FleetWords",
            ]),
        .target(name: "ChildProcess", dependencies: ["SystemProcess"]),
        .target(name: "Kubeconfig", dependencies: ["Files", "Fleet", certificates, swiftASN1, nioSSL, yams]),
        .target(
            name: "Kubernetes",
            dependencies: [
                "ChildProcess", "Files", "Fleet", "Kubeconfig", logging, nioCore, nioPosix, nioHTTP1, nioSSL, nioTLS,
            ]),
        // What real servers said of each field: the reader of their documents and the simulator go by the same
        // recording.
        .target(name: "ServerSettings"),
        .target(name: "GoReading", dependencies: ["Fleet", "Kubeconfig", yams]),
        .target(
            name: "KubeSphereConfig",
            dependencies: ["Fleet", "GoReading", "Kubeconfig", "ServerSettings", crypto, yams]),
        .target(name: "KubeSphereLogs", dependencies: ["Fleet", "KubeSphereConfig"]),
        .target(
            name: "KubeSphere",
            dependencies: [
                "Fleet", "GoReading", "KubeSphereConfig", "KubeSphereLogs", "Kubernetes", crypto, jwtKit,
            ]),
        .systemLibrary(name: "SystemZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "SystemProcess"),
        .target(name: "StoreSchema", dependencies: ["Fleet", "SystemZlib", crypto, grdb]),
        .target(name: "Store", dependencies: ["Fleet", "StoreSchema", grdb]),
        .target(name: "Control", dependencies: ["Fleet", asyncHTTPClient, nioCore, nioHTTP1]),
        .target(name: "Documents", dependencies: ["Fleet", yams]),
        .target(name: "Reports", dependencies: ["Documents", "Fleet", mustache]),
        .target(name: "ReportPages", dependencies: ["Documents", "Fleet", "Reports"]),
        .target(
            name: "Notifications",
            dependencies: [
                "ChildProcess", "Fleet", "Reports", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]),
        .target(name: "Linux", dependencies: ["Files", "Fleet", "SystemProcess", nioCore, nioPosix]),
        .target(
            name: "ConfigurationFiles",
            dependencies: [
                "Control", "Files", "Fleet", "KubeSphere", "Kubernetes", "Notifications", "Reports", "Store", "Linux",
                crypto,
                logging, yams,
            ]),
        .target(name: "AgentMetrics", dependencies: ["Control", "Fleet", "KubeSphere", "Store"]),
        .target(
            name: "Rounds",
            dependencies: [
                "AgentMetrics", "ConfigurationFiles", "Control", "Fleet", "KubeSphere", "Kubernetes", "Store", "Linux",
                crypto, lifecycle, logging, nioCore, nioPosix,
            ]),
        .target(
            name: "Repair",
            dependencies: [
                "ConfigurationFiles", "Control", "Fleet", "KubeSphere", "Kubernetes", "Rounds", "Store", "Linux",
                crypto, logging, nioCore, nioPosix,
            ]),
        .target(
            name: "Operations",
            dependencies: [
                "ConfigurationFiles", "Control", "Fleet", "KubeSphere", "Kubernetes", "Repair", "Reports", "Rounds",
                "Store", "Linux", lifecycle, logging, nioCore, nioPosix,
            ]),
        .target(
            name: "ControlServer",
            dependencies: [
                "AgentMetrics", "ConfigurationFiles", "Control", "Fleet", "Store", "Linux", hummingbird,
                hummingbirdCore, lifecycle, logging, nioCore, nioPosix,
            ]),
        .target(
            name: "Agent",
            dependencies: [
                "AgentMetrics", "ConfigurationFiles", "Control", "ControlServer", "Fleet", "KubeSphere", "Kubernetes",
                "Notifications", "Operations", "Reports", "Rounds", "Store", "Linux", lifecycle, logging, nioPosix,
                unixSignals,
            ]),
        .target(
            name: "FleetSimulator",
            dependencies: [
                "ServerSettings", certificates, crypto, nioCore, nioFoundation, nioHTTP1, nioPosix, nioSSL, swiftASN1,
                yams,
            ]),
        .target(
            name: "AgentdCommand",
            dependencies: [
                "Agent", "ConfigurationFiles", "Fleet", "Kubernetes", "Store", "Linux", argumentParser, logging,
            ]),
        .target(
            name: "Console",
            dependencies: [
                "ConfigurationFiles", "Control", "Fleet", "Kubernetes", "Operations", "Reports", "Store", "Linux",
                argumentParser,
            ]),
        .target(
            name: "ObservingCommands",
            dependencies: [
                "ConfigurationFiles", "Console", "Control", "Fleet", "KubeSphere", "Operations", "Reports", "Rounds",
                "Store", "Linux", argumentParser,
            ]),
        .target(
            name: "ActingCommands",
            dependencies: [
                "ConfigurationFiles", "Console", "Control", "Fleet", "Notifications", "Reports", "Rounds", "Store",
                "Linux", argumentParser,
            ]),
        .target(
            name: "AgentctlCommands",
            dependencies: [
                "ActingCommands", "ConfigurationFiles", "Console", "Control", "Fleet", "KubeSphere", "Kubernetes",
                "ObservingCommands", "ReportPages", "Reports", "Rounds", "Store", "Linux", argumentParser, nioPosix,
            ]),
        .executableTarget(name: "agentd", dependencies: ["AgentdCommand"]),
        .executableTarget(name: "agentctl", dependencies: ["AgentctlCommands"]),
        // What the package installs, once, under both names.
        .executableTarget(name: "ksfleet", dependencies: ["AgentctlCommands", "AgentdCommand"]),
        .executableTarget(name: "fleet-simulator", dependencies: ["FleetSimulator", argumentParser]),
        .executableTarget(
            name: "bench-round",
            dependencies: ["ConfigurationFiles", "Fleet", "KubeSphere", "Linux", "Rounds", nioPosix],
            path: "Benchmarks/Round"),
        .executableTarget(name: "bench-logs", dependencies: ["Fleet", "KubeSphere"], path: "Benchmarks/Logs"),
        .executableTarget(name: "bench-history", dependencies: ["Fleet", "Store", grdb], path: "Benchmarks/History"),
        .executableTarget(name: "bench-report", dependencies: ["Fleet", "Store", grdb], path: "Benchmarks/Report"),
        .target(name: "ChildPrograms", dependencies: ["SystemProcess"], path: "Tests/Support/ChildPrograms"),
        // Carries a repair out and kills itself on the way: the crash campaign's subject.
        .executableTarget(
            name: "repair-driver",
            dependencies: ["ConfigurationFiles", "Fleet", "Repair", "Store"], path: "Tests/Support/RepairDriver"),
        // Fleets and agents through months of virtual time, for FleetTests and, in a release build, `make month-test`.
        .target(name: "HistorySamples", dependencies: ["Fleet", "Store"], path: "Tests/Support/History"),
        .target(name: "FleetMonth", dependencies: ["Fleet"], path: "Tests/Support/Month"),
        .executableTarget(
            name: "month-campaign", dependencies: ["Fleet", "FleetMonth"], path: "Tests/Support/MonthCampaign"),
        .testTarget(name: "CivilTimeTests", dependencies: ["CivilTime"]),
        .testTarget(name: "FilesTests", dependencies: ["Files"]),
        .testTarget(name: "FleetTests", dependencies: ["Fleet", "FleetMonth"]),
        .testTarget(
            name: "KubernetesTests",
            dependencies: [
                "Kubeconfig",
                "ChildPrograms", "ChildProcess", "Fleet", "Kubernetes", certificates, crypto, nioCore, nioHTTP1,
                nioPosix, nioSSL, swiftASN1,
            ]),
        .testTarget(
            name: "KubeSphereTests",
            dependencies: [
                "GoReading", "Kubeconfig", "KubeSphereConfig", "KubeSphereLogs", "Fleet", "KubeSphere", "Kubernetes",
                "FleetSimulator", nioCore, nioHTTP1, yams,
            ]),
        .testTarget(name: "StoreTests", dependencies: ["StoreSchema", "Fleet", "Store", crypto, grdb]),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Kubeconfig", "StoreSchema",
                "Agent", "ChildPrograms", "ConfigurationFiles", "Control", "ControlServer", "Fleet", "FleetSimulator",
                "KubeSphere", "Kubernetes", "Operations", "Repair", "Rounds", "Store", "Linux", grdb, logging, nioCore,
                nioHTTP1, nioPosix,
            ]),
        .testTarget(name: "ControlTests", dependencies: ["Control", "Fleet"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Documents", "ReportPages", "ChildPrograms", "Fleet", "HistorySamples", "Reports", "Store", "agentctl",
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "FleetSimulatorTests",
            dependencies: ["ChildPrograms", "FleetSimulator", asyncHTTPClient, nioCore, nioHTTP1, nioSSL]),
        .testTarget(
            name: "Acceptance",
            dependencies: [
                "Agent", "AgentMetrics", "AgentctlCommands", "ChildPrograms", "ConfigurationFiles", "Fleet",
                "FleetSimulator",
                "HistorySamples", "Reports",
                "Store", "Linux", "agentctl", "agentd", "fleet-simulator", "ksfleet", "repair-driver", grdb,
            ],
            exclude: ["Golden"]),
        // Against real clusters: make real-test. Without them its own helpers are tested, and nothing else.
        .testTarget(
            name: "RealServers",
            dependencies: ["ChildPrograms", "agentctl", "agentd", asyncHTTPClient, crypto, nioCore, nioHTTP1, yams]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system { target.swiftSettings = house }
