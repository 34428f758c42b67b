import Yams

extension BoundedYAML {
    /// Values of a document, its aliases followed.
    package static let mostNodes = 200_000

    /// Counts without recursion and stops at the bound: twenty aliases can mean a million values.
    static func isBounded(_ root: Node, most: Int = mostNodes) -> Bool {
        var (waiting, count) = ([root], 0)
        while let node = waiting.popLast() {
            count += 1
            if count + waiting.count > most { return false }
            switch node {
            case .scalar: continue
            case .sequence(let items): waiting.append(contentsOf: items)
            case .mapping(let pairs): for (key, value) in pairs { waiting.append(contentsOf: [key, value]) }
            }
        }
        return true
    }

    /// Whether an alias could name an anchor: told from the characters, so that nothing has to be understood.
    static func hasAliases(_ text: String) -> Bool {
        let named = names(after: UInt8(ascii: "&"), in: text)
        return !named.isEmpty && !named.isDisjoint(with: names(after: UInt8(ascii: "*"), in: text))
    }

    private static func names(after mark: UInt8, in text: String) -> Set<[UInt8]> {
        var names: Set<[UInt8]> = []
        var rest = text.utf8[...]
        while let place = rest.firstIndex(of: mark) {
            rest = rest[rest.index(after: place)...]
            let name = rest.prefix(while: isNameByte)
            if !name.isEmpty { names.insert(Array(name)) }
        }
        return names
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        case UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
