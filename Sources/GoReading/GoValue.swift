package import Yams

/// A value as Go's YAML reader hands it to viper, which hands it to mapstructure.
package enum GoValue: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    /// Only above what an `int` holds.
    case uint(UInt64)
    case float(Double)
    case text(String)
    /// `!!binary` that is no UTF-8.
    case bytes
    /// yaml.v3's `time.Time`; yaml.v2 leaves a date a text.
    case time
    case list([GoValue])
    case mapping(GoMapping)
}

/// The entries of a mapping as Go's map holds them, and where they stand in the document.
package struct GoMapping: Equatable {
    package private(set) var entries: [GoEntry] = []
    private var places: [[UInt8]: Int] = [:]

    package init() {}

    /// Sets a key, over what it held before.
    package mutating func set(_ entry: GoEntry) {
        let name = Array(entry.name.utf8)
        if let place = places[name] {
            entries[place] = entry
        } else {
            places[name] = entries.count
            entries.append(entry)
        }
    }

    /// viper leaves nulls out at every depth, and what holds nothing else with them.
    package var isVoid: Bool { entries.allSatisfy { $0.value.isVoid } }

    package static func == (a: GoMapping, b: GoMapping) -> Bool { a.entries == b.entries }
}

/// One key of a mapping. Two are equal where Go sees no difference.
package struct GoEntry: Equatable {
    package let name: String
    /// In small letters, as viper looks for it.
    package let folded: String
    package let value: GoValue
    package let keyNode: Node
    package let valueNode: Node
    /// It came in through a merge key: its text stands in another mapping.
    package let isMerged: Bool

    package init(name: String, value: GoValue, keyNode: Node, valueNode: Node, isMerged: Bool) {
        self.name = name
        folded = name.lowercased()
        self.value = value
        self.keyNode = keyNode
        self.valueNode = valueNode
        self.isMerged = isMerged
    }

    package static func == (a: GoEntry, b: GoEntry) -> Bool { a.name == b.name && a.value == b.value }
}

extension GoValue {
    package var isVoid: Bool {
        switch self {
        case .null: true
        case .mapping(let mapping): mapping.isVoid
        default: false
        }
    }
}
