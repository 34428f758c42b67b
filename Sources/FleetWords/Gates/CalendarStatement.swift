/// What the gates compare that freezes, windows and blackouts decide.
package enum CalendarStatement: String, StatementCode {
    case noFreeze = "calendar.no-freeze"
    case frozenByPolicy = "calendar.frozen-by-policy"
    case frozen = "calendar.frozen"
    case inBlackout = "calendar.in-blackout"
    case inWindow = "calendar.in-window"
    case inWindows = "calendar.in-windows"
    case outside = "calendar.outside"
    case windowNow = "calendar.window-now"
    case noWindow = "calendar.no-window"
    case zoneUnknown = "calendar.zone-unknown"

    package func english(_ v: Wording) -> String {
        switch self {
        case .noFreeze: "none of \(v[.freezes]) freezes holds for it now"
        case .frozenByPolicy: "a freeze of the policy (\(v[.reason])) holds since \(v[.since]) until \(end(v))"
        case .frozen: "freeze/\(v[.freeze]) by \(v[.person]) (\(v[.reason])) holds since \(v[.since]) until \(end(v))"
        case .inBlackout: "\(v[.clock]) lies in blackout \(v[.window])"
        case .inWindow: "\(v[.clock]) lies in \(v[.window])"
        case .inWindows: "\(v[.windows])"
        case .outside: "outside of \(v.joined(.windows, " and "))"
        case .windowNow: "\(v[.window]) (now \(v[.clock]) there)"
        case .noWindow: "no window is set: at any time"
        case .zoneUnknown: "the rules of time zone \(v[.zone]) are not known"
        }
    }
}

extension CalendarStatement {
    private func end(_ v: Wording) -> String { v.has(.until) ? v[.until] : "somebody ends it" }
}
