import ArgumentParser
import FleetSimulator
import Foundation

enum ArgumentProblem: Error, CustomStringConvertible {
    case unknownFault(String)

    var description: String {
        switch self {
        case .unknownFault(let name): "there is no fault \(name); faults are \(Fault.allNames.joined(separator: ", "))"
        }
    }
}

/// Versions, comma-separated.
struct VersionList: ExpressibleByArgument {
    let versions: [SimulatedVersion]

    init(versions: [SimulatedVersion]) { self.versions = versions }

    init?(argument: String) {
        let words = argument.split(separator: ",")
        versions = words.compactMap { SimulatedVersion(rawValue: String($0)) }
        guard !versions.isEmpty, versions.count == words.count else { return nil }
    }

    var defaultValueDescription: String { versions.map(\.rawValue).joined(separator: ",") }
}

/// `NAME=FAULT`.
struct ClusterFault: ExpressibleByArgument {
    let name: String
    let fault: Fault

    init?(argument: String) {
        let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2, let fault = Fault(name: halves[1]) else { return nil }
        name = halves[0]
        self.fault = fault
    }
}

/// A duration: `200ms`, `1s`, `2m`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(duration: Duration) { self.duration = duration }

    init?(argument: String) {
        for (unit, milliseconds) in [("ms", 1.0), ("s", 1_000), ("m", 60_000)] {
            guard argument.hasSuffix(unit), let number = Double(argument.dropLast(unit.count)), number > 0 else {
                continue
            }
            duration = .microseconds(Int(number * milliseconds * 1_000))
            return
        }
        return nil
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}

/// The faults as the help shows them.
enum FaultList {
    static var text: String {
        Fault.all.map { fault in
            "  " + fault.name.padding(toLength: 27, withPad: " ", startingAt: 0) + fault.meaning
        }.joined(separator: "\n")
    }
}
