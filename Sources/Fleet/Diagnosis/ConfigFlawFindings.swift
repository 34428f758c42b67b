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
            preventsStart ? ["the process that runs holds an older document; its next restart would not come back"] : []
        return Finding(.configInvalid, .warning, evidence: evidence + restart, nextStep: NextStep(advice))
    }

    private var place: String { line.map { "line \($0): " } ?? "" }

    private var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    private var evidence: [String] {
        switch problem {
        case .noDuration(let text, let fault): ["\(place)\(path) is no duration: \(text): \(fault.words)"]
        case .wrongType(let wanted, let found):
            ["\(place)\(path) is \(found.words), and ks-apiserver wants \(wanted.words)"]
        case .noSuchChoice(let known):
            ["\(place)\(path) is not one of \(known.joined(separator: ", ")): this version supports no other"]
        case .neededBy(let other): ["\(path) is absent or empty, and \(other) needs it"]
        case .exceeds(let other, let most): ["\(place)\(path) is more than \(other) (\(most))"]
        case .fallsShort(let other, let least): ["\(place)\(path) is less than \(other), \(least) where that is absent"]
        case .notPairs: ["\(place)\(path) is no list of name=value, separated by commas"]
        case .nameIsTaken(let first):
            ["\(place)\(path) is the same name as on line \(first): ks-apiserver wants one for each"]
        case .givenTwice(let first):
            ["\(place)\(name) stands a second time, after line \(first): ks-apiserver 4.x refuses such a document"]
        case .givenInTwoCases(let other):
            [
                """
                \(place)\(path) stands twice, in other capitals on line \(other): keys are read without regard to \
                case, and each start takes one of the two at random
                """
            ]
        case .notText: ["\(place)\(path) is no text"]
        case .noSecret(starts: false, let lack):
            ["\(place)\(path) is \(lack.words): no ks-apiserver of this version starts with that"]
        case .noSecret(starts: true, let lack):
            ["\(place)\(path) is \(lack.words): 3.0 starts with that, and takes a token that anybody signs"]
        }
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
                evidence: [
                    "\(place)\(path) is tagged !!binary and is no UTF-8: ksfleet cannot sign with it, nor compare it"
                ],
                nextStep: "give the host a secret in quotes and every member the same")
        }
        let change = isChanged ? "another text than the one that is written" : "today the same as is written"
        return Finding(
            .secretNotText, isChanged ? .warning : .info,
            evidence: [
                """
                \(place)\(path) has no quotes, so YAML takes it for \(kind.words): the process uses the \
                \(kind.rawValue)'s text, \(change)
                """
            ],
            nextStep: isChanged
                ? """
                give the host a secret in quotes and every member the same; quotes around this one alone change \
                what the process reads, and every token with it
                """
                : "put it in quotes, on the host and on every member: what is read stays as it is")
    }
}

extension ConfigFlaw.SecretLack {
    fileprivate var words: String {
        switch self {
        case .absent: "absent, or has no value"
        case .empty: "empty"
        case .hollow: "a mapping without a value, which counts as absent"
        }
    }
}

extension DurationFault {
    fileprivate var words: String {
        switch self {
        case .malformed: "Go reads a number and a unit, as 2h or 1h30m"
        case .noUnit: "in quotes a number wants a unit, as 7200s"
        case .unknownUnit: "its units are h, m, s, ms, us and ns, in small letters, without blanks"
        case .tooLarge: "it is longer than 292 years"
        }
    }

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
    func likeness() -> [String] {
        guard let own = config?.secretShape, let hosts = host?.config.value?.secretShape, own.solid == hosts.solid
        else { return [] }
        let sides = (hosts.words(of: "the host's") + own.words(of: "the member's")).joined(separator: ", ")
        return [
            "they differ in white space or invisible characters only"
                + (sides.isEmpty ? ", in the middle" : ": \(sides)")
        ]
    }
}

extension SecretShape {
    fileprivate func words(of whose: String) -> [String] {
        [before.map { "\(whose) begins with \($0)" }, after.map { "\(whose) ends with \($0)" }].compactMap { $0 }
    }
}
