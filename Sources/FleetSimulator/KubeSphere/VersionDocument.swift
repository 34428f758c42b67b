/// The version documents of both servers, as recorded.
enum VersionDocument {
    private static let kubernetes = """
        "major": "1",
          "minor": "36",
          "gitVersion": "v1.36.2",
          "gitCommit": "8e16b12fda5b1dccc41a6de48b3e356cc7d5048b",
          "gitTreeState": "",
          "buildDate": "1970-01-01T00:00:00Z",
          "goVersion": "go1.26.6",
          "compiler": "gc",
          "platform": "linux/amd64"
        """

    static func kubeSphere(_ version: SimulatedVersion) -> Reply {
        let text = """
            {
             "gitVersion": "\(version.tag)",
             "gitMajor": "unknown",
             "gitMinor": "unknown",
             "gitCommit": "unknown",
             "gitTreeState": "unknown",
             "buildDate": "unknown",
             "goVersion": "\(version.goVersion)",
             "compiler": "gc",
             "platform": "linux/amd64",
             "kubernetes": {
              \(kubernetes)
             }
            }
            """
        return Reply(status: 200, body: Array(text.utf8))
    }

    static let kubeAPIServer = Reply(
        status: 200,
        body: Array(
            """
            {
              "major": "1",
              "minor": "36",
              "emulationMajor": "1",
              "emulationMinor": "36",
              "minCompatibilityMajor": "1",
              "minCompatibilityMinor": "35",
              "gitVersion": "v1.36.2",
              "gitCommit": "8e16b12fda5b1dccc41a6de48b3e356cc7d5048b",
              "gitTreeState": "",
              "buildDate": "1970-01-01T00:00:00Z",
              "goVersion": "go1.26.6",
              "compiler": "gc",
              "platform": "linux/amd64"
            }
            """.utf8))
}

/// 3.x's list of enabled components, open to everyone.
enum FeatureDocument {
    static func reply(_ version: SimulatedVersion, role: ClusterRole) -> Reply {
        let on: Set = [
            "authentication", "authorization", "cache", "gateway", "kubernetes", "metering", "monitoring",
            "notification", "redis",
        ]
        let lines = names(version).map { " \"\($0)\": \(on.contains($0) || ($0 == "multicluster" && role == .host))" }
        return Reply(status: 200, body: Array("{\n\(lines.joined(separator: ",\n"))\n}".utf8))
    }

    private static func names(_ version: SimulatedVersion) -> [String] {
        let common = ["alerting", "auditing", "authentication", "authorization"]
        if version == .v3_4 {
            return common + [
                "cache", "devops", "edgeruntime", "events", "gateway", "gpu", "kubeedge", "kubernetes", "logging",
                "metering",
                "monitoring", "multicluster", "network", "network.ippool", "notification", "openpitrix", "s3",
                "servicemesh",
            ]
        }
        return common + ["devops", "events"] + (version == .v3_1 ? ["kubeedge"] : []) + [
            "kubernetes", "logging", "monitoring", "multicluster", "network", "notification", "openpitrix", "redis",
            "s3",
            "servicemesh", "sonarqube",
        ]
    }
}
