import Fleet
import GoReading

/// What a known setting holds. A value of another kind than its setting's is shown no more than one of an unknown
/// setting.
package enum SettingKind: Equatable {
    /// A boolean, a number, a duration or a size.
    case measure
    /// A duration, or what somebody took for one.
    case duration
    /// A host, a port, both, or a URL without anything that could be a secret.
    case place
    /// The name of a cluster, a namespace, a prefix: words.
    case name
    /// One of these words.
    case word(Set<String>)
    /// An image, with its registry, tag and digest.
    case image
    /// A path of words.
    case file
    /// An LDAP name, `cn=admin,dc=kubesphere,dc=io`, or labels: names and words.
    case pairs

    func shows(_ text: String) -> Bool {
        switch self {
        case .measure:
            PlainSetting.isBoolean(text) || PlainSetting.isNumber(text) || PlainSetting.isDuration(text)
                || PlainSetting.isSize(text)
        case .duration: PlainSetting.isBoolean(text) || GoDuration.isMeantForOne(text)
        case .place: PlainHost.shows(text)
        case .name: PlainWord.areWords(text, separators: "-._/", mayEndInDigits: true)
        case .word(let words): words.contains(text)
        case .image: Self.isImage(text)
        case .file:
            text.hasPrefix("/") && PlainWord.areWords(text.dropFirst(), separators: "/-._", mayEndInDigits: true)
        case .pairs: Self.arePairs(text)
        }
    }

    private static func isImage(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || isDigest(parts[1]) else { return false }
        let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        return names.enumerated().allSatisfy { index, name in
            if index == 0, names.count > 1 { return PlainHost.shows(String(name)) }
            return PlainWord.areWords(name, separators: ":-._", mayEndInDigits: true)
        }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        text.hasPrefix("sha256:") && text.count == 71
            && text.dropFirst(7).allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    private static func arePairs(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { pair in
            let sides = pair.split(separator: "=", omittingEmptySubsequences: false)
            return sides.count == 2
                && sides.allSatisfy { PlainWord.areWords($0, separators: "-._/", mayEndInDigits: false) }
        }
    }
}
