import Control
import Fleet
import FoundationEssentials
import Hummingbird

/// Which path asks what of the agent. Every POST that changes something takes a reason; the caller is the peer that the
/// kernel names.
struct ControlRouter {
    let operations: any ControlOperations
    let events: EventStream
    let body: ControlBody
    let middleware: ControlMiddleware

    func build() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        router.add(middleware: middleware)
        addReading(router)
        addPlans(router)
        addStops(router)
        addIncidents(router)
        addMutes(router)
        return router
    }

    private func addReading(_ router: Router<ControlContext>) {
        let operations = operations
        router.get("v1/state") { _, _ in try Response.json(try await operations.state()) }
        router.get("v1/policy") { _, _ in try Response.json(try await operations.policy()) }
        router.get("v1/breaker") { _, _ in try Response.json(try await operations.breaker()) }
        router.get("v1/plans") { _, _ in
            try Response.json(ControlList(schema: PlanReply.listSchema, items: try await operations.plans()))
        }
        router.get("v1/plans/:id") { _, context in
            try Response.json(try await operations.plan(try number(context, "plan")))
        }
        router.get("v1/runs") { _, _ in
            try Response.json(ControlList(schema: RunReply.listSchema, items: try await operations.runs()))
        }
        router.get("v1/runs/:id") { _, context in
            try Response.json(try await operations.run(try context.parameters.require("id")))
        }
        router.get("v1/freezes") { _, _ in
            try Response.json(ControlList(schema: FreezeReply.listSchema, items: try await operations.freezes()))
        }
        router.get("v1/mutes") { _, _ in
            try Response.json(ControlList(schema: MuteReply.listSchema, items: try await operations.mutes()))
        }
        router.get("v1/events") { [events] request, context in try await events.response(request, context) }
    }

    private func addPlans(_ router: Router<ControlContext>) {
        let (operations, body) = (operations, body)
        router.post("v1/plans") { request, context in
            let asked = try await body.read(PlanRequest.self, request)
            let waiving = try ControlBody.waivable(asked.waive)
            let reason = waiving.isEmpty ? asked.reason ?? "" : try body.reason(asked.reason ?? "")
            let plan = try await operations.propose(
                asked.cluster, byLogs: asked.byLogs ?? false, waiving: waiving, by: caller(context, reason))
            return try Response.json(plan, status: .created)
        }
        router.post("v1/plans/:id/approve") { request, context in
            let asked = try await body.read(ApprovalRequest.self, request)
            let caller = caller(context, try body.reason(asked.reason))
            return try Response.json(
                try await operations.approve(try number(context, "plan"), hash: asked.hash, by: caller))
        }
        router.post("v1/plans/:id/reject") { request, context in
            let asked = try await body.read(ReasonRequest.self, request)
            return try Response.json(
                try await operations.reject(
                    try number(context, "plan"), by: caller(context, try body.reason(asked.reason))))
        }
        router.post("v1/plans/:id/withdraw") { request, context in
            let asked = try await body.read(ReasonRequest.self, request)
            return try Response.json(
                try await operations.withdraw(
                    try number(context, "plan"), by: caller(context, try body.reason(asked.reason))))
        }
        router.post("v1/plans/:id/apply") { request, context in
            let asked = try await body.read(ApplyRequest.self, request)
            let caller = caller(context, try body.reason(asked.reason))
            let run = try await operations.apply(
                try number(context, "plan"), dryRun: asked.dryRun ?? false, byLogs: asked.byLogs ?? false, by: caller)
            return try Response.json(run, status: .accepted)
        }
        router.post("v1/runs/:id/undo") { request, context in
            let asked = try await body.read(UndoRequest.self, request)
            let caller = caller(context, try body.reason(asked.reason))
            let waiving = try ControlBody.waivable(asked.waive)
            return try Response.json(
                try await operations.undo(try context.parameters.require("id"), waiving: waiving, by: caller),
                status: .accepted)
        }
    }

    private func addIncidents(_ router: Router<ControlContext>) {
        let (operations, body) = (operations, body)
        router.post("v1/incidents/:id/acknowledge") { request, context in
            let asked = try await body.read(CommentRequest.self, request)
            return try Response.json(
                try await operations.acknowledge(
                    try number(context, "incident"), by: caller(context, asked.comment ?? "")))
        }
        router.post("v1/incidents/:id/release") { request, context in
            let asked = try await body.read(CommentRequest.self, request)
            return try Response.json(
                try await operations.release(try number(context, "incident"), by: caller(context, asked.comment ?? "")))
        }
    }

    private func addMutes(_ router: Router<ControlContext>) {
        let (operations, body) = (operations, body)
        router.post("v1/mutes") { request, context in
            let asked = try await body.read(MuteRequest.self, request)
            guard asked.clusters?.isEmpty != true else {
                throw ControlProblem(
                    .badRequest, "clusters is empty: leave it out to mute the cause in the whole fleet")
            }
            return try Response.json(
                try await operations.mute(asked, by: caller(context, try body.reason(asked.reason))), status: .created)
        }
        router.post("v1/mutes/:id/end") { request, context in
            let asked = try await body.read(ReasonRequest.self, request)
            return try Response.json(
                try await operations.endMute(
                    try number(context, "mute"), by: caller(context, try body.reason(asked.reason))))
        }
    }

    private func addStops(_ router: Router<ControlContext>) {
        let (operations, body) = (operations, body)
        router.post("v1/freezes") { request, context in
            let asked = try await body.read(FreezeRequest.self, request)
            // An empty set means nothing, never everything.
            guard asked.clusters?.isEmpty != true else {
                throw ControlProblem(.badRequest, "clusters is empty: leave it out to freeze the whole fleet")
            }
            return try Response.json(
                try await operations.freeze(asked, by: caller(context, try body.reason(asked.reason))), status: .created
            )
        }
        router.post("v1/freezes/:id/end") { request, context in
            let asked = try await body.read(ReasonRequest.self, request)
            return try Response.json(
                try await operations.endFreeze(
                    try number(context, "freeze"), by: caller(context, try body.reason(asked.reason))))
        }
        router.post("v1/breaker/close") { request, context in
            let asked = try await body.read(ReasonRequest.self, request)
            return try Response.json(
                try await operations.closeBreaker(by: caller(context, try body.reason(asked.reason))))
        }
        router.post("v1/policy/reload") { _, context in
            try Response.json(try await operations.reloadPolicy(by: caller(context, "reload")))
        }
        router.post("v1/probe") { request, context in
            let asked = try await body.read(ProbeRequest.self, request)
            guard asked.clusters?.isEmpty != true else {
                throw ControlProblem(.badRequest, "clusters is empty: leave it out to probe the whole fleet")
            }
            return try Response.json(try await operations.probe(asked.clusters, by: caller(context, "probe now")))
        }
    }
}

private func caller(_ context: ControlContext, _ reason: String) -> ControlCaller {
    ControlCaller(actor: context.actor, reason: printable(reason, limit: 200))
}

private func number(_ context: ControlContext, _ thing: String) throws(ControlProblem) -> Int64 {
    let text = context.parameters.get("id") ?? ""
    guard let id = Int64(text), id > 0 else {
        throw ControlProblem(
            .notFound, "\(printable(text, limit: 60)) is no number of a \(thing)", hint: "GET /v1/\(thing)s lists them")
    }
    return id
}
