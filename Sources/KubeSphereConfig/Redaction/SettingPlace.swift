/// Where a value stands in a kubesphere.yaml, as far as it decides whether the value may be shown.
struct SettingPlace {
    /// In small letters, as viper looks for keys; a key with points in it is a path. Lists do not count.
    private(set) var path: [String] = []
    /// The key that it stands under, as it is written.
    private(set) var name = "" {
        didSet { hasSecretName = keys.isSecret(name) }
    }
    private var hasSecretName = false
    /// Of the whole document.
    private let keys: KeyMemo
    private(set) var isItem = false
    private var isBelowSecret = false

    /// Whether a secret belongs here: because of this key's name or one's above it, whatever kind of value it is.
    var isSecret: Bool { isBelowSecret || (hasSecretName && kind == nil) }

    /// What a setting of KubeSphere's own documents holds; nil for any other.
    var kind: SettingKind? { isBelowSecret ? nil : KnownSettings.kinds[path.joined(separator: ".")] }

    /// Whether its key may be shown: a value without a name could be anything.
    var isNamed: Bool { !name.isEmpty && keys.mayBeShown(name) }

    init(_ keys: KeyMemo = KeyMemo()) { self.keys = keys }

    var item: SettingPlace {
        var place = self
        place.isItem = true
        return place
    }

    var secret: SettingPlace {
        var place = self
        place.isBelowSecret = true
        return place
    }

    func below(_ key: String) -> SettingPlace {
        var place = self
        // `kubeconfig` of 4.x, `authorization` of 3.x: mappings of harmless settings, called as secrets are.
        place.isBelowSecret = isBelowSecret || (isSecretMapping && !path.isEmpty)
        place.path += key.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        place.name = key
        place.isItem = false
        return place
    }

    private var isSecretMapping: Bool { hasSecretName && !KnownSettings.mappings.contains(path.joined(separator: ".")) }
}
