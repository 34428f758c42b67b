package import Control
import Fleet
import FoundationEssentials
import Store

/// Acknowledgements, as the control API asks for them.
extension RepairEngine {
    package func acknowledge(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        let record = try await asked {
            try await writer.acknowledge(incident: incident, by: caller.actor, at: Date(), comment: caller.reason)
        }
        let holder = record.acknowledgedBy ?? "somebody"
        guard holder == printable(caller.actor, limit: 100) else {
            throw ControlProblem(
                .conflict,
                """
                incident/\(incident) of \(record.incident.cluster) is acknowledged already, by \
                \(personName(ofActor: holder))
                """,
                hint: NextStep(
                    "to take it over, release it first", command: "agentctl incidents release incident/\(incident)"))
        }
        return IncidentReply(record)
    }

    package func release(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        IncidentReply(
            try await asked {
                try await writer.release(incident: incident, by: caller.actor, at: Date(), comment: caller.reason)
            })
    }
}
