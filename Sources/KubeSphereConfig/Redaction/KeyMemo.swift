/// What is known of the keys of one document, each looked at once: a document may repeat a key many thousand times.
final class KeyMemo {
    private struct Known {
        let isSecret: Bool
        let mayBeShown: Bool
    }

    private var keys: [[UInt8]: Known] = [:]

    func isSecret(_ key: String) -> Bool { known(key).isSecret }

    func mayBeShown(_ key: String) -> Bool { known(key).mayBeShown }

    private func known(_ key: String) -> Known {
        let bytes = Array(key.utf8)
        if let known = keys[bytes] { return known }
        let known = Known(isSecret: SecretNames.matches(key), mayBeShown: KeyWords.areKnown(key))
        keys[bytes] = known
        return known
    }
}
