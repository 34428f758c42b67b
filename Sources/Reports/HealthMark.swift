package import Fleet

/// A health as a sign and a word, so that neither colour nor sign alone bears the meaning.
package enum HealthMark {
    package static func text(_ health: Health, on terminal: Terminal) -> String {
        let sign = switch health {
        case .healthy: terminal.unicode ? "●" : "+"
        case .failing: terminal.unicode ? "✖" : "x"
        case .unknown: "?"
        }
        return "\(sign) \(health.rawValue)"
    }

    package static func tint(_ health: Health) -> Tint {
        switch health {
        case .healthy: .green
        case .failing: .red
        case .unknown: .yellow
        }
    }
}
