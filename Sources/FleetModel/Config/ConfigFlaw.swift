import FleetText

/// Something in a kubesphere.yaml that ks-apiserver takes otherwise than it is written, or does not start with. No
/// secret in it.
package struct ConfigFlaw: Hashable, Codable, Sendable {
    package enum Problem: Hashable, Codable, Sendable {
        /// No `time.Duration`; the text is one that may be shown.
        case noDuration(text: String, DurationFault)
        case wrongType(wanted: ValueKind, found: ValueKind)
        /// A word that is none of those that this version takes; it is not kept.
        case noSuchChoice(known: [String])
        /// Absent or empty, and another setting does not go without it.
        case neededBy(String)
        /// More than another setting, or its default, allows.
        case exceeds(String, Int64)
        /// Less than another setting's default.
        case fallsShort(of: String, Int64)
        /// No list of `name=value`.
        case notPairs
        /// Of identity providers each needs a name of its own.
        case nameIsTaken(firstLine: Int)
        /// The key stands in the same mapping a second time; yaml.v3 refuses that.
        case givenTwice(firstLine: Int)
        /// Two keys that differ in capitals alone, of which each start takes one at random.
        case givenInTwoCases(otherLine: Int)
        /// A secret without quotes that YAML takes for something else; `isChanged` where the process's text differs
        /// from what is written.
        case notText(ValueKind, isChanged: Bool)
        /// 3.1 and later do not start without a secret; 3.0 does, and takes the tokens that anybody signs with an empty
        /// one.
        case noSecret(starts: Bool, SecretLack)
    }

    /// What stands where a secret belongs.
    package enum SecretLack: String, Codable, Sendable {
        /// Nothing, or a null.
        case absent
        case empty
        /// A mapping that holds no value: viper leaves it out.
        case hollow
    }

    /// `authentication.jwtSecret`, for example.
    package let path: String
    /// Of the value in the document, from 1; nil where it is absent.
    package let line: Int?
    package let problem: Problem

    package init(path: String, line: Int?, problem: Problem) {
        self.path = printable(path, limit: 200)
        self.line = line
        self.problem = problem
    }

    /// Whether no process starts with it.
    package var preventsStart: Bool {
        switch problem {
        case .noDuration, .wrongType, .noSuchChoice, .nameIsTaken, .neededBy, .exceeds, .fallsShort, .notPairs,
            .givenTwice:
            true
        case .givenInTwoCases, .notText: false
        case .noSecret(let starts, _): !starts
        }
    }
}

/// What a value is to the YAML reader, and what a setting wants.
package enum ValueKind: String, Codable, Sendable {
    case text, number, boolean, date, bytes, list, mapping, duration

    package var words: String {
        switch self {
        case .bytes: "binary data"
        default: "a \(rawValue)"
        }
    }
}

/// Why Go's `time.ParseDuration` refuses a text.
package enum DurationFault: String, Error, Codable, Sendable {
    case malformed, noUnit = "no-unit", unknownUnit = "unknown-unit", tooLarge = "too-large"
}

/// How a secret looks without saying anything of it: what tells apart two that look alike.
package struct SecretShape: Hashable, Codable, Sendable {
    /// Of the secret without its white space and its invisible characters.
    package let solid: Fingerprint
    /// White space or invisible characters at its beginning and at its end, in words: `a line break`.
    package let before: String?
    package let after: String?

    package init(of secret: SecretValue, key: FingerprintKey) {
        let scalars = secret.revealedForUseInProcess().unicodeScalars
        var solid = String.UnicodeScalarView()
        solid.append(contentsOf: scalars.filter { Self.words($0) == nil })
        self.solid = Fingerprint(ofText: String(solid), key: key)
        before = scalars.first.flatMap(Self.words)
        after = scalars.last.flatMap(Self.words)
    }

    private static func words(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case " ": "a blank"
        case "\t": "a tab"
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": "a line break"
        case "\u{A0}", "\u{202F}": "a no-break space"
        default:
            if scalar.properties.isWhitespace {
                "a blank"
            } else if scalar.properties.isDefaultIgnorableCodePoint {
                "an invisible character"
            } else {
                nil
            }
        }
    }
}
