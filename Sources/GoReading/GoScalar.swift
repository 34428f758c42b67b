import Fleet
import FoundationEssentials
import Yams

/// What Go's YAML readers make of one scalar (`resolve.go` of yaml.v2 2.4.0 and yaml.v3 3.0.1, the same but for
/// booleans, octals and dates).
struct GoScalar {
    let rules: YAMLRules
    let scalar: Node.Scalar

    private static let longPrefix = "tag:yaml.org,2002:"

    /// `str` for a quoted scalar and a block; "" for a plain one without a tag.
    private var tag: String {
        let name = scalar.tag.description
        if name.hasPrefix(Self.longPrefix) { return String(name.dropFirst(Self.longPrefix.count)) }
        // `! 12`: yaml.v2 takes the text of it, yaml.v3 goes by the quotes.
        if name == "!" { return rules == .yaml3 && scalar.style == .plain ? "" : "str" }
        return name.isEmpty ? "" : "!" + name
    }

    /// - Throws: `Fault(.invalidDocument)` where the tag says one thing and the text another: no process reads such a
    ///   document.
    func value() throws(Fault) -> GoValue {
        let tag = tag
        let text = scalar.string
        switch tag {
        case "str": return .text(text)
        case "binary": return try binary(text)
        case "", "bool", "int", "float", "null", "timestamp": break
        // Of a tag that it does not know it takes the text.
        default: return .text(text)
        }
        let (found, kind) = resolved(text, tag)
        switch (tag, kind) {
        case ("", _): return found
        case ("float", "int"): return try floating(found)
        default:
            guard tag == kind else { throw Self.invalid("a value is tagged !!\(tag) and is none", scalar) }
            return found
        }
    }

    /// yaml takes an integer for a float, unless it is too large for an `int`.
    private func floating(_ found: GoValue) throws(Fault) -> GoValue {
        guard case .int(let whole) = found else { throw Self.invalid("a value is tagged !!float and is none", scalar) }
        return .float(Double(whole))
    }

    private func binary(_ text: String) throws(Fault) -> GoValue {
        let packed = text.filter { !$0.isNewline }
        guard let bytes = Data(base64Encoded: packed) else {
            throw Self.invalid("a value is tagged !!binary and is no base64", scalar)
        }
        return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .bytes
    }

    private static func invalid(_ why: String, _ scalar: Node.Scalar) -> Fault {
        Fault(.invalidDocument, "kubesphere.yaml cannot be read: line \(scalar.mark?.line ?? 0): \(why)")
    }

    private static let nulls: Set<String> = ["", "~", "null", "Null", "NULL"]
    private static let truths: Set<String> = ["true", "True", "TRUE"]
    private static let falsehoods: Set<String> = ["false", "False", "FALSE"]
    /// YAML 1.1, which yaml.v3 left.
    private static let oldTruths: Set<String> = ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"]
    private static let oldFalsehoods: Set<String> = ["n", "N", "no", "No", "NO", "off", "Off", "OFF"]

    private func resolved(_ text: String, _ tag: String) -> (GoValue, kind: String) {
        if Self.nulls.contains(text) { return (.null, "null") }
        if Self.truths.contains(text) || (rules == .yaml2 && Self.oldTruths.contains(text)) {
            return (.bool(true), "bool")
        }
        if Self.falsehoods.contains(text) || (rules == .yaml2 && Self.oldFalsehoods.contains(text)) {
            return (.bool(false), "bool")
        }
        if let special = Self.specialFloat(text) { return (.float(special), "float") }
        switch text.unicodeScalars.first ?? " " {
        case ".": return GoNumber.float(text).map { (.float($0), "float") } ?? (.text(text), "str")
        case "0"..."9", "+", "-": return number(text, tag)
        default: return (.text(text), "str")
        }
    }

    private static func specialFloat(_ text: String) -> Double? {
        switch text {
        case ".nan", ".NaN", ".NAN": .nan
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
        case "-.inf", "-.Inf", "-.INF": -.infinity
        default: nil
        }
    }

    private func number(_ text: String, _ tag: String) -> (GoValue, kind: String) {
        if tag.isEmpty || tag == "timestamp", GoTimestamp.reads(text) {
            return (rules == .yaml3 ? .time : .text(text), "timestamp")
        }
        let plain = text.replacing("_", with: "")
        if let whole = GoNumber.integer(plain) { return (whole, "int") }
        if let number = GoNumber.float(plain) { return (.float(number), "float") }
        if let whole = Self.oddInteger(plain, rules) { return (whole, "int") }
        return (.text(text), "str")
    }

    /// The readers' own prefixes, after which Go's number may have a sign of its own: `0b-1`.
    private static func oddInteger(_ plain: String, _ rules: YAMLRules) -> GoValue? {
        if plain.hasPrefix("0b") { return GoNumber.integer(plain.dropFirst(2), base: 2) }
        if plain.hasPrefix("0o"), rules == .yaml3 { return GoNumber.integer(plain.dropFirst(2), base: 8) }
        return nil
    }
}
