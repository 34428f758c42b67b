package import Fleet
package import Kubeconfig
package import Yams

/// Decodes a document as `yaml.Unmarshal` decodes it into a `map[string]interface{}` (`decode.go` of yaml.v2 2.4.0 and
/// yaml.v3 3.0.1).
///
/// Aliases are followed, so a document of some hundred bytes can mean billions of values: the work is bounded, by Go's
/// own rule and by ours.
package struct GoDecoder {
    package let rules: YAMLRules
    /// Keys that stand twice in one mapping, which yaml.v3 refuses; the last is taken here.
    package private(set) var duplicates: [(first: Node, second: Node)] = []
    private var steps = 0
    private var aliasedSteps = 0
    private var bytes = 0
    private var isInAlias = false
    /// The furthest place that was read without an alias: what begins before it is read a second time, through one.
    private var furthest = (line: 0, column: 0)

    package static let mostSteps = 200_000
    /// Of scalars, aliases followed.
    package static let mostBytes = 8 << 20

    /// What scalars are where their nodes do not have it.
    private let texts: [YAMLPlace: String]

    package init(rules: YAMLRules, texts: [YAMLPlace: String] = [:]) { (self.rules, self.texts) = (rules, texts) }

    private func whole(_ scalar: Node.Scalar) -> Node.Scalar {
        guard !texts.isEmpty, let mark = scalar.mark,
            let text = texts[YAMLPlace(line: mark.line, column: mark.column)]
        else { return scalar }
        return Node.Scalar(text, scalar.tag, scalar.style, mark)
    }

    /// - Throws: `Fault(.invalidDocument)` where no process reads it, `Fault(.answerTooLarge)` where we do not.
    package mutating func decode(_ root: Node) throws(Fault) -> GoMapping {
        guard case .mapping(let pairs) = root else { throw Fault(.invalidDocument, "kubesphere.yaml is not a mapping") }
        try count(root)
        var result = GoMapping()
        try fill(&result, pairs, isTop: true)
        return result
    }

    package mutating func value(_ node: Node) throws(Fault) -> GoValue {
        let outer = isInAlias
        enterAlias(at: node.mark)
        defer { isInAlias = outer }
        try count(node)
        switch node {
        case .scalar(let scalar): return try GoScalar(rules: rules, scalar: whole(scalar)).value()
        case .sequence(let sequence):
            var values: [GoValue] = []
            for item in sequence { values.append(try value(item)) }
            return .list(values)
        case .mapping(let pairs):
            var result = GoMapping()
            try fill(&result, pairs)
            return .mapping(result)
        }
    }

    /// An alias is a node of its own, beside what it stands for: a document may have many that stand for little.
    private mutating func enterAlias(at mark: Mark?) {
        guard !isInAlias, begins(mark) else { return }
        steps += 1
        isInAlias = true
    }

    private func begins(_ mark: Mark?) -> Bool {
        mark.map { ($0.line, $0.column) < (furthest.line, furthest.column) } ?? false
    }

    /// yaml refuses what aliases make of a short document (`allowedAliasRatio`).
    private mutating func count(_ node: Node) throws(Fault) {
        steps += 1
        if isInAlias {
            aliasedSteps += 1
        } else if let mark = node.mark, furthest < (mark.line, mark.column) {
            furthest = (mark.line, mark.column)
        }
        if case .scalar(let scalar) = node { bytes += scalar.string.utf8.count }
        if aliasedSteps > 100, steps > 1000, aliasedSteps * 100 > steps * 99 {
            throw Fault(
                .invalidDocument,
                "kubesphere.yaml repeats itself through aliases, without bounds: no ks-apiserver reads it")
        }
        guard steps <= Self.mostSteps, bytes <= Self.mostBytes else {
            throw Fault(
                .answerTooLarge,
                """
                kubesphere.yaml has more than \(Self.mostSteps) values or \(Self.mostBytes >> 20) MiB of texts, its \
                aliases followed
                """
            )
        }
    }

    // MARK: Mappings

    private mutating func fill(
        _ map: inout GoMapping, _ pairs: Node.Mapping, isTop: Bool = false, isMerged: Bool = false
    ) throws(Fault) {
        var none: Set<[UInt8]>?
        try fill(&map, pairs, known: &none, isTop: isTop, isMerged: isMerged)
    }

    /// - Parameter known: the keys that a mapping has already, where this one is merged into it (yaml.v3).
    private mutating func fill(
        _ map: inout GoMapping, _ pairs: Node.Mapping, known: inout Set<[UInt8]>?, isTop: Bool, isMerged: Bool
    )
        throws(Fault)
    {
        if rules == .yaml3 { noteDuplicates(pairs) }
        var merged: [Node.Mapping]?
        for (key, node) in pairs {
            if isMerge(key) {
                let mappings = try sources(of: node)
                if rules == .yaml2 { try merge2(mappings, into: &map) } else { merged = mappings }
                continue
            }
            let name = try name(of: key, isTop: isTop)
            let value = try value(node)
            if known?.insert(Array(name.utf8)).inserted == false { continue }
            map.set(GoEntry(name: name, value: value, keyNode: key, valueNode: node, isMerged: isMerged))
        }
        if let merged { try merge3(merged, into: &map, known: &known) }
    }

    private func isMerge(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key, scalar.string == "<<" else { return false }
        return scalar.style == .plain && scalar.tag.description.isEmpty
            || scalar.tag.description == "tag:yaml.org,2002:merge"
    }

    /// Keys become texts by `cast.ToString`; those of the document itself are taken as they are written.
    private mutating func name(of key: Node, isTop: Bool) throws(Fault) -> String {
        if isTop, case .scalar(let scalar) = key {
            try count(key)
            return whole(scalar).string
        }
        switch try value(key) {
        case .text(let text): return text
        case .bool(let truth): return truth ? "true" : "false"
        case .int(let whole): return String(whole)
        case .uint(let whole): return String(whole)
        case .float(let number): return GoNumber.text(number)
        case .null, .bytes, .time: return ""
        case .list, .mapping:
            throw Fault(
                .invalidDocument,
                "kubesphere.yaml cannot be read: line \(key.mark?.line ?? 0): a key is a list or a mapping")
        }
    }

    /// `mapping key … already defined`: the texts of the keys are compared, whatever their quotes.
    private mutating func noteDuplicates(_ pairs: Node.Mapping) {
        var first: [[UInt8]: Node] = [:]
        for (key, _) in pairs {
            guard case .scalar(let scalar) = key else { continue }
            let name = Array(whole(scalar).string.utf8)
            if let other = first[name] { duplicates.append((other, key)) } else { first[name] = key }
        }
    }

    /// In yaml.v2 a merge key counts where it stands: over the keys before it, under those after it.
    private mutating func merge2(_ mappings: [Node.Mapping], into map: inout GoMapping) throws(Fault) {
        let outer = isInAlias
        defer { isInAlias = outer }
        for pairs in mappings.reversed() {
            enterAlias(at: pairs.mark)
            try fill(&map, pairs, isMerged: true)
            isInAlias = outer
        }
    }

    /// In yaml.v3 a mapping's own keys always count, and of several merged mappings the first that has a key.
    private mutating func merge3(_ mappings: [Node.Mapping], into map: inout GoMapping, known: inout Set<[UInt8]>?)
        throws(Fault)
    {
        var all = known ?? Set(map.entries.map { Array($0.name.utf8) })
        let outer = isInAlias
        defer { isInAlias = outer }
        for pairs in mappings {
            enterAlias(at: pairs.mark)
            var inner: Set<[UInt8]>? = all
            defer { isInAlias = outer }
            try fill(&map, pairs, known: &inner, isTop: false, isMerged: true)
            all = inner ?? all
        }
        if known != nil { known = all }
    }

    /// What a merge key takes in: a mapping, an alias of one, or a list of those, written out.
    private mutating func sources(of node: Node) throws(Fault) -> [Node.Mapping] {
        let isAlias = !isInAlias && begins(node.mark)
        try count(node)
        if case .mapping(let pairs) = node { return [pairs] }
        if case .sequence(let items) = node, !isAlias {
            let mappings = items.compactMap(\.mapping)
            if mappings.count == items.count { return mappings }
        }
        throw Fault(
            .invalidDocument,
            """
            kubesphere.yaml cannot be read: line \(node.mark?.line ?? 0): a merge key (<<) wants a mapping, or a list \
            of mappings
            """
        )
    }
}
