import Fleet
import GoReading

/// Values that are shown under any key that may be shown and is none of a secret, whatever the document.
enum PlainSetting {
    /// Ports, counts and percentages have fewer; a number of more digits could be somebody's.
    static let mostDigits = 6

    static func shows(_ text: String, at place: SettingPlace) -> Bool {
        if isBoolean(text) { return true }
        // Of a list of arguments nobody knows what the next one is.
        guard place.isNamed, !place.isItem || PlainHost.isHeld(by: place.name) else { return false }
        return isNumber(text) || isDuration(text) || isSize(text) || PlainHost.isAddress(text)
            || (PlainHost.isHeld(by: place.name) && PlainHost.shows(text))
    }

    static func isBoolean(_ text: String) -> Bool {
        ["true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    static func isNumber(_ text: some StringProtocol, digits most: Int = mostDigits) -> Bool {
        var rest = text[...]
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), rest.count <= most + 1 else { return false }
        let digits = parts.joined()
        return !digits.isEmpty && digits.count <= most && digits.allSatisfy(PlainWord.isDigit)
    }

    static func isDuration(_ text: String) -> Bool { text.count <= 20 && GoDuration.parse(text) != nil }

    private static let units: Set<String> = [
        "K", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "k", "m", "g", "B", "KB", "MB", "GB", "TB", "kB", "KiB",
        "MiB", "GiB", "TiB",
        "kb", "mb", "gb", "%",
    ]

    /// A quantity of Kubernetes, or what programs write for one.
    static func isSize(_ text: String) -> Bool {
        let number = text.prefix { PlainWord.isDigit($0) || $0 == "." }
        return !number.isEmpty && isNumber(number, digits: 9) && units.contains(String(text.dropFirst(number.count)))
    }
}
