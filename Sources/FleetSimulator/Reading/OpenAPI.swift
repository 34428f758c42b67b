/// The OpenAPI documents, as far as kubectl needs them before it writes: which objects there are, and that the server
/// itself checks their fields (`fieldValidation`). Schemas are open objects; `ObjectSchema` says what is checked.
enum OpenAPI {
    static func document(_ path: String) -> JSON? {
        switch path {
        case "/openapi/v3", "/openapi/v3/": root
        case "/openapi/v2", "/openapi/v2/": version2
        default: path.hasPrefix("/openapi/v3/") ? version3(String(path.dropFirst("/openapi/v3/".count))) : nil
        }
    }

    private static let served: [String: [ObjectKind]] = Dictionary(grouping: ObjectKind.allCases) { kind in
        kind.apiVersion.contains("/") ? "apis/\(kind.apiVersion)" : "api/\(kind.apiVersion)"
    }

    private static var root: JSON {
        var paths: JSON = [:]
        for path in served.keys.sorted() { paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)")] }
        return ["paths": paths]
    }

    private static func version3(_ path: String) -> JSON? {
        guard let kinds = served[path] else { return nil }
        var paths: JSON = [:]
        var schemas: JSON = [:]
        for kind in kinds {
            paths[itemPath(kind, under: path)] = operations(kind, version3: true)
            schemas[schemaName(kind)] = schema(kind)
        }
        return ["openapi": "3.0.0", "info": info, "paths": paths, "components": ["schemas": schemas]]
    }

    private static var version2: JSON {
        var paths: JSON = [:]
        var definitions: JSON = [:]
        for (path, kinds) in served.sorted(by: { $0.key < $1.key }) {
            for kind in kinds {
                paths[itemPath(kind, under: path)] = operations(kind, version3: false)
                definitions[schemaName(kind)] = schema(kind)
            }
        }
        return ["swagger": "2.0", "info": info, "paths": paths, "definitions": definitions]
    }

    private static let info: JSON = ["title": "Kubernetes", "version": "v1.36.2"]

    private static func itemPath(_ kind: ObjectKind, under path: String) -> String {
        "/\(path)/" + (kind.isNamespaced ? "namespaces/{namespace}/" : "") + "\(kind.rawValue)/{name}"
    }

    private static func operations(_ kind: ObjectKind, version3: Bool) -> JSON {
        let query = ["dryRun", "fieldManager", "fieldValidation"].map { name -> JSON in
            var parameter: JSON = ["name": .string(name), "in": "query"]
            if version3 { parameter["schema"] = ["type": "string"] } else { parameter["type"] = "string" }
            return parameter
        }
        let response: JSON = ["200": ["description": "OK"]]
        let operation: JSON = [
            "parameters": .array(query), "responses": response, "x-kubernetes-group-version-kind": identity(kind),
        ]
        return [
            "get": ["responses": response, "x-kubernetes-group-version-kind": identity(kind)], "patch": operation,
            "put": operation,
        ]
    }

    private static func identity(_ kind: ObjectKind) -> JSON {
        let version = kind.apiVersion.split(separator: "/").last.map(String.init) ?? kind.apiVersion
        return ["group": .string(kind.resource.group), "version": .string(version), "kind": .string(kind.kind)]
    }

    private static func schema(_ kind: ObjectKind) -> JSON {
        [
            "type": "object", "x-kubernetes-preserve-unknown-fields": true,
            "x-kubernetes-group-version-kind": [identity(kind)],
        ]
    }

    private static func schemaName(_ kind: ObjectKind) -> String {
        (kind.resource.group.isEmpty
            ? "io.k8s.api.core.v1" : kind.resource.group + "." + (kind.apiVersion.split(separator: "/").last ?? "v1"))
            + ".\(kind.kind)"
    }
}
