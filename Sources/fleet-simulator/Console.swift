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
            case ("break", 3): try await fleet.setFault(try fault(words[2]), on: words[1])
            case ("repair", 2): try await fleet.clearFault(on: words[1])
            case ("repair", 3): try await fleet.clearFault(try fault(words[2]), on: words[1])
            case ("traffic", 2) where ["on", "off"].contains(words[1]): await fleet.setTraffic(words[1] == "on")
            default: return .text("error: commands are: break NAME FAULT, repair NAME [FAULT], traffic on|off, quit")
            }
            return .text("ok")
        } catch {
            return .text("error: \(error)")
        }
    }

    private func fault(_ name: String) throws -> Fault {
        guard let fault = Fault(name: name) else { throw ArgumentProblem.unknownFault(name) }
        return fault
    }
}
