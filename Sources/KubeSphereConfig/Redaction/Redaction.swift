import Fleet
import Yams

/// The document as it may be stored and shown: what is known to be harmless, and a keyed fingerprint of everything
/// else, keys included.
///
/// Dumped from the tree rather than masked in the text: comments, tags, anchors and layout do not survive.
struct Redaction {
    /// Of which version of these rules a stored text is: one that is of an older one is taken through them again.
    static let rule = 3

    let key: FingerprintKey
    /// Whether a fingerprint that stands in the text is one: in what ksfleet stored. In a document of a cluster it is a
    /// text as any other, since somebody has pasted it there.
    var keepsMasks = false
    private var secrets = SecretCopies()
    private let keys = KeyMemo()

    init(key: FingerprintKey, keepsMasks: Bool = false) {
        self.key = key
        self.keepsMasks = keepsMasks
    }

    /// With the secrets of the document.
    init(of root: Node, key: FingerprintKey, keepsMasks: Bool = false) {
        self.init(key: key, keepsMasks: keepsMasks)
        collect(root, SettingPlace(keys))
    }

    static func redacted(_ root: Node, key: FingerprintKey, keepsMasks: Bool = false) -> String {
        Redaction(of: root, key: key, keepsMasks: keepsMasks).text(of: root)
    }

    func text(of root: Node) -> String {
        let clean = shown(root, at: SettingPlace(keys))
        return (try? Yams.serialize(node: clean)) ?? "<not shown: the document could not be written again>\n"
    }

    /// Whether a text holds one of the secrets that the document's names give away.
    func isCopy(_ text: String) -> Bool { secrets.areHeld(by: text) }

    /// The value at a path, for a person; nil where it is none that may be shown.
    func shown(_ scalar: Node.Scalar, at path: [String]) -> String? {
        let place = path.reduce(SettingPlace(keys)) { $0.below($1) }
        return allowed(scalar, at: place) == scalar.string ? scalar.string : nil
    }

    // MARK: The tree

    private func shown(_ node: Node, at place: SettingPlace) -> Node {
        switch node {
        case .scalar(let scalar):
            guard let text = allowed(scalar, at: place) else { return mask(scalar.string) }
            // Without the tag, which may be a text of its own.
            return .scalar(Node.Scalar(text, Tag(.implicit), text == scalar.string ? scalar.style : .any))
        case .mapping(let mapping):
            return Node(mapping.map { (shownKey($0.key), shown($0.value, at: below(place, $0.key))) })
        case .sequence(let sequence):
            return Node(sequence.map { shown($0, at: place.item) })
        }
    }

    private func below(_ place: SettingPlace, _ key: Node) -> SettingPlace {
        guard let name = key.scalar?.string else { return place.secret }
        // What a merge key brings stands in the mapping itself.
        return name == "<<" ? place : place.below(name)
    }

    func shownKey(_ node: Node) -> Node {
        guard let scalar = node.scalar else { return mask((try? Yams.serialize(node: node)) ?? "") }
        guard scalar.string == "<<" || isMask(scalar.string) || keys.mayBeShown(scalar.string) else {
            return mask(scalar.string)
        }
        return .scalar(Node.Scalar(scalar.string, Tag(.implicit), scalar.style))
    }

    private func mask(_ text: String) -> Node { Node(masked(text)) }

    func masked(_ text: some StringProtocol) -> String { "<\(Fingerprint(of: SecretValue(String(text)), key: key))>" }

    private func isMask(_ text: some StringProtocol) -> Bool {
        keepsMasks && text.count == 17 && text.hasPrefix("<fp:") && Fingerprint.masks(text)
    }

    // MARK: One value

    /// The text to be shown for a value, parts of which may be fingerprints; nil for none.
    func allowed(_ scalar: Node.Scalar, at place: SettingPlace) -> String? {
        let text = scalar.string
        // That a secret is empty is no secret.
        if text.isEmpty || Self.isNull(scalar) || isMask(text) { return text }
        if place.isSecret || secrets.areHeld(by: text) { return nil }
        if let kind = place.kind { return kind.shows(text) ? text : place.kind == .place ? url(text) : nil }
        return PlainSetting.shows(text, at: place) ? text : place.isNamed ? url(text) : nil
    }

    private func url(_ text: String) -> String? {
        ShownURL(text, isMask: isMask)?.text(masked: masked)
    }

    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        (scalar.style == .plain || scalar.style == .any) && ["~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private mutating func collect(_ node: Node, _ place: SettingPlace) {
        switch node {
        case .scalar(let scalar):
            guard place.isSecret, !isMask(scalar.string) else { return }
            secrets.insert(scalar.string)
        case .mapping(let mapping): for (key, value) in mapping { collect(value, below(place, key)) }
        case .sequence(let sequence): for item in sequence { collect(item, place.item) }
        }
    }
}
