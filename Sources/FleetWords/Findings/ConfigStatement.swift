import FleetModel

/// What is found of kubesphere.yaml: what is wrong in it, and what a restart would make of it.
package enum ConfigStatement: String, StatementCode {
    case noDuration = "config.no-duration"
    case wrongType = "config.wrong-type"
    case noSuchChoice = "config.no-such-choice"
    case neededBy = "config.needed-by"
    case exceeds = "config.exceeds"
    case fallsShort = "config.falls-short"
    case notPairs = "config.not-pairs"
    case nameIsTaken = "config.name-is-taken"
    case givenTwice = "config.given-twice"
    case givenInTwoCases = "config.given-in-two-cases"
    case notText = "config.not-text"
    case noSecret = "config.no-secret"
    case noSecretStarts = "config.no-secret-starts"
    case binarySecret = "config.binary-secret"
    case secretReadOtherwise = "config.secret-read-otherwise"
    case secretReadAlike = "config.secret-read-alike"
    case restartWouldFail = "config.restart-would-fail"
    case startUnknown = "config.start-unknown"
    case notRead = "config.not-read"
    case differInBlanks = "config.differ-in-blanks"
    case hostBegins = "config.host-begins"
    case hostEnds = "config.host-ends"
    case memberBegins = "config.member-begins"
    case memberEnds = "config.member-ends"
    case acceptsUntilRestart = "config.accepts-until-restart"
    case acceptsUntilReload = "config.accepts-until-reload"
    case anotherSecret = "config.another-secret"
    case ownSessionsOnly = "config.own-sessions-only"
    case lastWritten = "config.last-written"

    package func english(_ v: Wording) -> String {
        switch self {
        case .noDuration: "\(place(v))\(v[.path]) is no duration: \(v[.found]): \(fault(v))"
        case .wrongType: "\(place(v))\(v[.path]) is \(kind(v, .kind)), and ks-apiserver wants \(kind(v, .wanted))"
        case .noSuchChoice: "\(place(v))\(v[.path]) is not one of \(v[.known]): this version supports no other"
        case .neededBy: "\(v[.path]) is absent or empty, and \(v[.other]) needs it"
        case .exceeds: "\(place(v))\(v[.path]) is more than \(v[.other]) (\(v[.most]))"
        case .fallsShort: "\(place(v))\(v[.path]) is less than \(v[.other]), \(v[.least]) where that is absent"
        case .notPairs: "\(place(v))\(v[.path]) is no list of name=value, separated by commas"
        case .nameIsTaken:
            """
            \(place(v))\(v[.path]) is the same name as on line \(v[.firstLine]): ks-apiserver wants one for each
            """
        case .givenTwice:
            """
            \(place(v))\(v[.name]) stands a second time, after line \(v[.firstLine]): ks-apiserver 4.x refuses such \
            a document
            """
        case .givenInTwoCases:
            """
            \(place(v))\(v[.path]) stands twice, in other capitals on line \(v[.otherLine]): keys are read without \
            regard to case, and each start takes one of the two at random
            """
        case .notText: "\(place(v))\(v[.path]) is no text"
        case .noSecret: "\(place(v))\(v[.path]) is \(lack(v)): no ks-apiserver of this version starts with that"
        case .noSecretStarts:
            """
            \(place(v))\(v[.path]) is \(lack(v)): 3.0 starts with that, and takes a token that anybody signs
            """
        case .binarySecret:
            """
            \(place(v))\(v[.path]) is tagged !!binary and is no UTF-8: ksfleet cannot sign with it, nor compare it
            """
        case .secretReadOtherwise:
            """
            \(place(v))\(v[.path]) has no quotes, so YAML takes it for \(kind(v, .kind)): the process uses the \
            \(v[.kind])'s text, another text than the one that is written
            """
        case .secretReadAlike:
            """
            \(place(v))\(v[.path]) has no quotes, so YAML takes it for \(kind(v, .kind)): the process uses the \
            \(v[.kind])'s text, today the same as is written
            """
        case .restartWouldFail: "the process that runs holds an older document; its next restart would not come back"
        case .startUnknown: "whether ks-apiserver would start with it is not known"
        case .notRead: "its configuration was not read: \(v[.message])"
        case .differInBlanks:
            """
            they differ in white space or invisible characters \
            only\(v.has(.sides) ? ": \(v.joined(.sides, ", "))" : ", in the middle")
            """
        case .hostBegins: "the host's begins with \(v[.character])"
        case .hostEnds: "the host's ends with \(v[.character])"
        case .memberBegins: "the member's begins with \(v[.character])"
        case .memberEnds: "the member's ends with \(v[.character])"
        case .acceptsUntilRestart:
            """
            it accepts the host's tokens with what its process read at its start; its next restart takes the \
            ConfigMap as it is now
            """
        case .acceptsUntilReload:
            """
            it accepts the host's tokens with what its process read at its start; its next restart, or its next \
            reload of the file, takes the ConfigMap as it is now
            """
        case .anotherSecret:
            """
            its ConfigMap holds another jwtSecret than the host's: host \(v[.host]), member \(v[.member])
            """
        case .ownSessionsOnly:
            """
            its ConfigMap says accessTokenMaxAge \(v[.maxAge]), under which only sessions made on the member itself \
            are accepted
            """
        case .lastWritten: "last written at \(v[.at]) by \(v[.writer])"
        }
    }
}

extension ConfigStatement {
    private func place(_ v: Wording) -> String { v.with(.line) { "line \($0): " } }

    private func kind(_ v: Wording, _ name: Statement.Name) -> String {
        ValueKind(rawValue: v[name])?.words ?? v[name]
    }

    private func fault(_ v: Wording) -> String {
        switch DurationFault(rawValue: v[.fault]) {
        case .malformed: "Go reads a number and a unit, as 2h or 1h30m"
        case .noUnit: "in quotes a number wants a unit, as 7200s"
        case .unknownUnit: "its units are h, m, s, ms, us and ns, in small letters, without blanks"
        case .tooLarge: "it is longer than 292 years"
        case nil: v[.fault]
        }
    }

    private func lack(_ v: Wording) -> String {
        switch ConfigFlaw.SecretLack(rawValue: v[.lack]) {
        case .absent: "absent, or has no value"
        case .empty: "empty"
        case .hollow: "a mapping without a value, which counts as absent"
        case nil: v[.lack]
        }
    }
}
