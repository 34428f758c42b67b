import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Kubernetes
import NIOPosix
import Repair
import Rounds
import Store

extension RepairOrder {
    /// By hand, without a soak.
    static var test: RepairOrder {
        var order = RepairOrder(actor: "test", reason: "a test")
        order.limits.soak = 0
        return order
    }
}

extension SimulatedRounds {
    /// Plans and carries out; nil where a gate refuses the plan.
    func repair(_ cluster: ClusterID, _ change: @Sendable (inout RepairOrder) -> Void = { _ in }) async throws
        -> RepairOutcome?
    {
        var order = RepairOrder.test
        change(&order)
        let final = order
        return try await RepairService.with(configuration) { desk in
            guard case .ready(let repair) = await desk.prepare(cluster) else { return nil }
            return try await desk.apply(repair, final).outcome
        }
    }

    /// What happens to a member that an agent has watched: with which document its process came up is known.
    func befall(_ cluster: String, _ fault: FleetSimulator.Fault) async throws {
        _ = try await once()
        try await fleet.setFault(fault, on: cluster)
    }

    /// The gates that refuse a plan.
    func refusals(_ cluster: ClusterID) async throws -> [String] {
        try await RepairService.with(configuration) { desk in
            await desk.prepare(cluster).gates.filter { !$0.passed }.map(\.name)
        }
    }

    /// The metadata of what a repair writes.
    func writtenObjects(_ cluster: ClusterID) async throws -> [ObjectMeta] {
        let roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        guard let reader = roster.client(cluster).value?.reader else { return [] }
        let service = await reader.read(Service.self, Names.servicePath).value?.spec.selector?["app"] ?? ""
        let objects = [
            await reader.read(ConfigMap.self, Names.configMapPath).value?.metadata,
            await reader.read(Deployment.self, Names.deploymentPath(service)).value?.metadata,
        ]
        await roster.shutdown()
        return objects.compactMap { $0 }
    }
}
