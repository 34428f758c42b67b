import Fleet
import FoundationEssentials
import Kubernetes

/// Reads the host's `Cluster` objects, page by page and rarely. Whoever may not read them loses what they tell, and
/// nothing else.
struct RegisterReader {
    let reader: any ClusterReader

    /// Objects a page: each holds a kubeconfig of some kilobytes, and a page must fit into one answer.
    static let pageSize = 100
    /// More clusters than that are not read, and nothing is concluded from absence then.
    static let mostPages = 50
    /// Seconds between two readings, and between two while something in them is wrong: its end should be seen soon.
    private static let longestAge = 600.0
    private static let longestTroubledAge = 60.0

    func read(memo: inout RegisterMemo, at time: Date) async -> RegisterReading {
        if let known = memo.reading,
            abs(time.timeIntervalSince(memo.at)) < (known.isTroubled ? Self.longestTroubledAge : Self.longestAge)
        {
            return known
        }
        let reading = await read(at: time)
        memo = RegisterMemo(reading: reading, at: time)
        return reading
    }

    private func read(at time: Date) async -> RegisterReading {
        var clusters: [RegisteredCluster] = []
        var next: String?
        for _ in 0..<Self.mostPages {
            let query: [QueryItem] = [("limit", String(Self.pageSize))] + (next.map { [("continue", $0)] } ?? [])
            switch await reader.read(ObjectList<ClusterObject>.self, Names.clustersPath, query: query) {
            case .failed(let fault): return .absent(fault)
            case .value(let page):
                clusters += page.items.map(\.cluster)
                next = page.metadata?.continue.flatMap { $0.isEmpty ? nil : $0 }
                if next == nil { return .read(FleetRegister(clusters: clusters, readAt: time)) }
            }
        }
        return .read(FleetRegister(clusters: clusters, isCut: true, readAt: time))
    }
}

/// The last reading of a register.
struct RegisterMemo: Sendable {
    private(set) var reading: RegisterReading?
    private(set) var at = Date.distantPast

    init() {}

    init(reading: RegisterReading, at: Date) {
        self.reading = reading
        self.at = at
    }
}

extension RegisterReading {
    fileprivate var isTroubled: Bool {
        register?.clusters.contains {
            $0.condition("AgentAvailable")?.status == "False" || $0.condition("Ready")?.status == "False"
        } ?? false
    }
}
