/// Which of some things have changed since they were looked at before.
package struct Changes<Key: Hashable & Comparable, Value: Equatable> {
    package struct Change {
        package let key: Key
        /// nil where it is new.
        package let old: Value?
        /// nil where it is gone.
        package let new: Value?
    }

    private var known: [Key: Value] = [:]

    package init() {}

    /// Takes what there is now, and says what is not as it was, by key. At first everything is new.
    package mutating func take(_ current: [Key: Value]) -> [Change] {
        let keys = Set(known.keys).union(current.keys).sorted()
        let changes = keys.compactMap { key in
            known[key] == current[key] ? nil : Change(key: key, old: known[key], new: current[key])
        }
        known = current
        return changes
    }
}
