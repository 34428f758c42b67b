import FleetModel
import FleetWords

extension Subject {
    /// What ks-apiserver takes otherwise than its document says, or does not start with.
    func flawFindings() -> [Finding] {
        guard let config else { return [] }
        let path = config.layout.jwtSecretPath.joined(separator: ".")
        let isTold =
            config.secret != nil
            || config.flaws.contains { $0.path == path || $0.preventsStart && path.hasPrefix("\($0.path).") }
        let none = isTold ? [] : [ConfigFlaw(path: path, line: nil, problem: .noSecret(starts: false, .absent))]
        return (config.flaws + none).map(\.finding)
    }
}

extension ConfigFlaw {
    var isGivenInTwoCases: Bool { if case .givenInTwoCases = problem { true } else { false } }

    /// As the reason for which a member fails.
    var explaining: Finding {
        Finding(.configInvalid, .critical, evidence: evidence, nextStep: "\(advice), then restart ks-apiserver")
    }

    fileprivate var finding: Finding {
        if case .notText(let kind, let isChanged) = problem { return notText(kind, isChanged) }
        let restart =
            preventsStart ? [ConfigStatement.restartWouldFail()] : []
        return Finding(.configInvalid, .warning, evidence: evidence + restart, nextStep: NextStep(advice))
    }

    private var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    private var evidence: [Statement] { [statement] }

    private var statement: Statement {
        switch problem {
        case .noDuration(let text, let fault): said(.noDuration, [.found: text, .fault: fault.rawValue])
        case .wrongType(let wanted, let found): said(.wrongType, [.kind: found.rawValue, .wanted: wanted.rawValue])
        case .noSuchChoice(let known): said(.noSuchChoice, [.known: known])
        case .neededBy(let other): said(.neededBy, [.other: other])
        case .exceeds(let other, let most): said(.exceeds, [.other: other, .most: most])
        case .fallsShort(let other, let least): said(.fallsShort, [.other: other, .least: least])
        case .notPairs: said(.notPairs)
        case .nameIsTaken(let first): said(.nameIsTaken, [.firstLine: first])
        case .givenTwice(let first): said(.givenTwice, [.name: name, .firstLine: first])
        case .givenInTwoCases(let other): said(.givenInTwoCases, [.otherLine: other])
        case .notText: said(.notText)
        case .noSecret(starts: false, let lack): said(.noSecret, [.lack: lack.rawValue])
        case .noSecret(starts: true, let lack): said(.noSecretStarts, [.lack: lack.rawValue])
        }
    }

    private func said(_ code: ConfigStatement, _ more: [Statement.Name: any StatementValue] = [:]) -> Statement {
        code([.path: path, .line: line]).with(more)
    }

    private var advice: String {
        switch problem {
        case .noDuration(let text, _):
            "write \(DurationFault.suggestion(for: text)) for \(path) before anything restarts"
        case .wrongType(let wanted, _): "write \(wanted.words) for \(path) before anything restarts"
        case .noSuchChoice(let known):
            "write one of \(known.joined(separator: ", ")) for \(path) before anything restarts"
        case .neededBy(let other): "set \(path), or take \(other) out, before anything restarts"
        case .exceeds(_, let most): "write at most \(most) for \(path) before anything restarts"
        case .fallsShort(_, let least): "write at least \(least) for \(path) before anything restarts"
        case .notPairs: "write name=value pairs, separated by commas, for \(path) before anything restarts"
        case .nameIsTaken(let first):
            "give the one on line \(line ?? 0) another name than the one on line \(first) before anything restarts"
        case .givenTwice(let first):
            "take one of the two out, line \(first) or line \(line ?? 0), before anything restarts"
        case .givenInTwoCases(let other): "take one of the two out, line \(other) or line \(line ?? 0)"
        case .notText, .noSecret: "set \(path) to the host's value before anything restarts"
        }
    }

    private func notText(_ kind: ValueKind, _ isChanged: Bool) -> Finding {
        guard kind != .bytes else {
            return Finding(
                .secretNotText, .warning,
                evidence: [said(.binarySecret)],
                nextStep: "give the host a secret in quotes and every member the same")
        }
        return Finding(
            .secretNotText, isChanged ? .warning : .info,
            evidence: [said(isChanged ? .secretReadOtherwise : .secretReadAlike, [.kind: kind.rawValue])],
            nextStep: isChanged
                ? """
                give the host a secret in quotes and every member the same; quotes around this one alone change \
                what the process reads, and every token with it
                """
                : "put it in quotes, on the host and on every member: what is read stays as it is")
    }
}

extension DurationFault {
    /// What was probably meant: `7d` is 168h.
    fileprivate static func suggestion(for text: String) -> String {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let number = Int(digits), number < 100_000 else { return "a duration as 2h" }
        switch unit {
        case "d", "day", "days": return "\(number * 24)h"
        case "w", "week", "weeks": return "\(number * 168)h"
        case "h", "hour", "hours", "hrs": return "\(number)h"
        case "m", "min", "mins", "minute", "minutes": return "\(number)m"
        case "", "s", "sec", "secs", "second", "seconds": return "\(number)s"
        default: return "a duration as 2h"
        }
    }
}

extension Subject {
    /// Two secrets that nobody tells apart by looking at them.
    func likeness() -> [Statement] {
        guard let own = config?.secretShape, let hosts = host?.config.value?.secretShape, own.solid == hosts.solid
        else { return [] }
        let sides = hosts.sides(.hostBegins, .hostEnds) + own.sides(.memberBegins, .memberEnds)
        return [ConfigStatement.differInBlanks([.sides: sides.isEmpty ? nil : sides])]
    }
}

extension SecretShape {
    fileprivate func sides(_ begins: ConfigStatement, _ ends: ConfigStatement) -> [Statement] {
        [before.map { begins([.character: $0]) }, after.map { ends([.character: $0]) }].compactMap { $0 }
    }
}
