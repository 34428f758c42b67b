/// The rules for names, keys and values (k8s.io/apimachinery/pkg/util/validation): each gives what is wrong, in the
/// server's words.
enum NameRules {
    private static let subdomainRegex = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    private static let nameRegex = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
    private static let nameText =
        """
        must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character 
        """
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '\(nameRegex)')"

    /// A DNS-1123 subdomain: the name of most objects.
    static func subdomain(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isLower = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        let isRight = labels.allSatisfy { label in
            guard let first = label.utf8.first, let last = label.utf8.last, isLower(first), isLower(last) else {
                return false
            }
            return label.utf8.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
        }
        guard !isRight else { return problems }
        return problems + [
            """
            a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
            start and end with 
            """
                + "an alphanumeric character (e.g. 'example.com', regex used for validation is '\(subdomainRegex)')"
        ]
    }

    /// The key of a label or an annotation: a name, with or without a subdomain before it.
    static func qualifiedName(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2 else {
            return [
                """
                a valid label key \(nameText) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')
                """
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            problems +=
                parts[0].isEmpty ? ["prefix part must be non-empty"] : subdomain(parts[0]).map { "prefix part \($0)" }
        }
        let name = parts[parts.count - 1]
        if name.isEmpty { problems.append("name part must be non-empty") }
        if name.utf8.count > 63 { problems.append("name part must be no more than 63 bytes") }
        if !isName(name) { problems.append("name part \(nameText)") }
        return problems
    }

    static func labelValue(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 63 { problems.append("must be no more than 63 bytes") }
        guard !text.isEmpty, !isName(text) else { return problems }
        return problems + [
            """
            a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must \
            start and end with an 
            """
                + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                + "regex used for validation is '(\(nameRegex))?')"
        ]
    }

    /// The key of a ConfigMap's or a Secret's data.
    static func dataKey(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        if text.isEmpty || !text.utf8.allSatisfy({ isAlphanumeric($0) || "-._".utf8.contains($0) }) {
            problems.append(
                """
                a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or \
                'KEY_NAME',  or 
                """
                    + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
        }
        switch text {
        case ".", "..": problems.append("must not be '\(text)'")
        case _ where text.hasPrefix(".."): problems.append("must not start with '..'")
        default: break
        }
        return problems
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
