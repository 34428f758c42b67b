/// Where a value stands: file, line, and the path of its field.
package struct KubeconfigPlace: Sendable {
    let file: String
    var line: Int?
    var path = ""

    package init(file: String, line: Int? = nil, path: String = "") {
        self.file = file
        self.line = line
        self.path = path
    }

    func field(_ name: String) -> KubeconfigPlace {
        KubeconfigPlace(file: file, line: line, path: path.isEmpty ? name : "\(path).\(name)")
    }

    func error(_ code: KubeconfigError.Code, _ message: String, line: Int? = nil) -> KubeconfigError {
        KubeconfigError(code, message, file: file, line: line ?? self.line, field: path.isEmpty ? nil : path)
    }

    /// A path in a kubeconfig is relative to the file that names it, not to the working directory (clientcmd:
    /// `ResolveLocalPaths`).
    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }
}

extension KubeconfigNode {
    func string(at place: KubeconfigPlace) throws(KubeconfigError) -> String {
        guard case .scalar(let text) = content else {
            throw place.error(.wrongType, "must be a text, and is \(kind)", line: line)
        }
        return text
    }

    func bool(at place: KubeconfigPlace) throws(KubeconfigError) -> Bool {
        switch try string(at: place).lowercased() {
        case "true", "yes", "on", "y": true
        case "false", "no", "off", "n": false
        default: throw place.error(.wrongType, "must be true or false", line: line)
        }
    }

    /// A field's text, nil where it is absent, null or empty: for kubectl an empty field is an absent one.
    func text(_ key: String, at place: KubeconfigPlace) throws(KubeconfigError) -> String? {
        guard let value = self[key] else { return nil }
        let text = try value.string(at: place.field(key))
        return text.isEmpty ? nil : text
    }
}
