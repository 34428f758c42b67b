/// The paths of the control API. What changes something is a POST.
package enum ControlPath {
    package static let state = "/v1/state"
    package static let plans = "/v1/plans"
    package static let runs = "/v1/runs"
    package static let events = "/v1/events"
    package static let policy = "/v1/policy"
    package static let policyReload = "/v1/policy/reload"
    package static let freezes = "/v1/freezes"
    package static let mutes = "/v1/mutes"
    package static let breaker = "/v1/breaker"
    package static let breakerClose = "/v1/breaker/close"
    package static let probe = "/v1/probe"

    package static func plan(_ id: Int64, _ verb: String? = nil) -> String {
        "\(plans)/\(id)" + (verb.map { "/\($0)" } ?? "")
    }
    package static func run(_ id: String, _ verb: String? = nil) -> String {
        "\(runs)/\(id)" + (verb.map { "/\($0)" } ?? "")
    }
    package static func incident(_ id: Int64, _ verb: String) -> String { "/v1/incidents/\(id)/\(verb)" }
    package static func freezeEnd(_ id: Int64) -> String { "\(freezes)/\(id)/end" }
    package static func muteEnd(_ id: Int64) -> String { "\(mutes)/\(id)/end" }
}
