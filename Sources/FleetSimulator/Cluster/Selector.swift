/// Why a text is no selector, worded as k8s.io/apimachinery does, since kube-apiserver passes that wording on.
struct SelectorError: Error, Equatable {
    let text: String
    init(_ text: String) { self.text = text }
}

/// A label or field selector: all of its requirements must hold.
struct Selector: Sendable {
    enum Requirement: Sendable {
        case oneOf(String, Set<String>)
        case noneOf(String, Set<String>)
        case present(String)
        case absent(String)
        case greater(String, Int)
        case less(String, Int)
    }

    private let requirements: [Requirement]

    static let everything = Selector([])

    private init(_ requirements: [Requirement]) { self.requirements = requirements }

    /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
    init(labels text: String) throws(SelectorError) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    /// Reads `metadata.name=x,status.phase!=y`, of the fields by which the kind can be selected.
    init(fields text: String, of kind: ObjectKind) throws(SelectorError) {
        requirements = try FieldSelectorParser(kind: kind).requirements(text)
    }

    func matches(_ value: (String) -> String?) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .oneOf(let name, let values): value(name).map(values.contains) ?? false
            case .noneOf(let name, let values): !(value(name).map(values.contains) ?? false)
            case .present(let name): value(name) != nil
            case .absent(let name): value(name) == nil
            case .greater(let name, let bound): value(name).flatMap { Int($0) }.map { $0 > bound } ?? false
            case .less(let name, let bound): value(name).flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }
}

/// Which objects of one kind a list or a watch is about.
struct ObjectFilter: Sendable {
    var namespace: String?
    var labels: Selector = .everything
    var fields: Selector = .everything

    func matches(_ object: JSON) -> Bool {
        if let namespace, object[["metadata", "namespace"]]?.string != namespace { return false }
        let own = object[["metadata", "labels"]]
        return labels.matches { own?[$0]?.string }
            && fields.matches { path in object[path.split(separator: ".").map(String.init)]?.string }
    }
}
