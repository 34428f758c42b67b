import FleetSimulator

/// The commands that standard input takes.
struct Console {
    enum Answer {
        case text(String)
        case quit
    }

    let fleet: SimulatedFleet

    func answer(_ line: String) async -> Answer {
        let words = line.split(separator: " ").map(String.init)
        do {
            switch (words.first, words.count) {
            case (nil, _): return .text("error: an empty line is not a command")
            case ("quit", 1): return .quit
            case ("break", 3): try await breakCluster(words[1], fault: words[2])
            case ("repair", 2): try await fleet.clearFault(on: words[1])
            case ("traffic", 2) where ["on", "off"].contains(words[1]): await fleet.setTraffic(words[1] == "on")
            default: return .text("error: commands are: break NAME FAULT, repair NAME, traffic on|off, quit")
            }
            return .text("ok")
        } catch {
            return .text("error: \(error)")
        }
    }

    private func breakCluster(_ name: String, fault: String) async throws {
        guard let fault = Fault(name: fault) else { throw ArgumentProblem.unknownFault(fault) }
        try await fleet.setFault(fault, on: name)
    }
}
