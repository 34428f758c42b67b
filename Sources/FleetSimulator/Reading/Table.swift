extension HTTPRequest {
    /// kubectl asks for a table first: `application/json;as=Table;v=v1;g=meta.k8s.io`.
    var wantsTable: Bool { header("Accept")?.split(separator: ",").first?.contains("as=Table") ?? false }

    /// `PartialObjectMetadataList` of meta.k8s.io/v1: https://kubernetes.io/docs/reference/using-api/api-concepts/
    var wantsMetadata: Bool {
        header("Accept")?.split(separator: ",").first?.contains("as=PartialObjectMetadataList") ?? false
    }
}

/// Objects as `kubectl get` shows them: columns and cells are the server's
/// (k8s.io/kubernetes/pkg/printers/internalversion, and a CRD's additionalPrinterColumns).
struct Table {
    let json: JSON

    init(_ kind: ObjectKind, _ objects: [JSON], version: Int, page: JSON = [:]) {
        let columns = TableColumns.all(kind)
        var metadata: JSON = ["resourceVersion": .string(String(version))]
        for member in page.object?.members ?? [] { metadata[member.key] = member.value }
        let definitions = columns.map { column -> JSON in
            [
                "name": .string(column.name), "type": .string(column.type),
                "format": column.name == "Name" ? "name" : "",
                "description": .string(column.name), "priority": .int(column.isWide ? 1 : 0),
            ]
        }
        let rows = objects.map { object -> JSON in
            var partial: JSON = ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"]
            partial["metadata"] = object["metadata"]
            return ["cells": .array(columns.map { $0.cell(object) }), "object": partial]
        }
        json = [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": .array(definitions), "rows": .array(rows),
        ]
    }
}

/// One column of a table.
struct TableColumn: Sendable {
    let name: String
    let type: String
    /// Shown with `-o wide` only.
    let isWide: Bool
    let cell: @Sendable (JSON) -> JSON

    init(_ name: String, type: String = "string", isWide: Bool = false, _ cell: @escaping @Sendable (JSON) -> JSON) {
        self.name = name
        self.type = type
        self.isWide = isWide
        self.cell = cell
    }

    /// The text at a path; `<none>` where there is nothing.
    static func text(_ name: String, _ path: [String], isWide: Bool = false) -> TableColumn {
        TableColumn(name, isWide: isWide) { object in .string(object[path]?.string ?? "<none>") }
    }

    static func count(_ name: String, _ path: [String]) -> TableColumn {
        TableColumn(name, type: "integer") { object in .int(object[path]?.int ?? 0) }
    }

    static let age = TableColumn("Age") { object in
        .string(HumanDuration.since(object[["metadata", "creationTimestamp"]]?.string))
    }
    static let objectName = TableColumn("Name") { object in object[["metadata", "name"]] ?? "" }
}

/// k8s.io/apimachinery/pkg/util/duration, HumanDuration: two units at most, and one where the first is large.
enum HumanDuration {
    static func since(_ time: String?) -> String {
        guard let time = time.flatMap(Timestamp.init(rfc3339:)) else { return "<unknown>" }
        return text(seconds: Timestamp.now.seconds - time.seconds)
    }

    static func text(seconds: Int) -> String {
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
        switch seconds {
        case ..<0: return "0s"
        case ..<120: return "\(seconds)s"
        case ..<600: return pair(minutes, "m", seconds % 60, "s")
        case ..<10_800: return "\(minutes)m"
        case ..<28_800: return pair(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return pair(days, "d", hours % 24, "h")
        case ..<63_072_000: return "\(days)d"
        case ..<252_288_000: return pair(days / 365, "y", days % 365, "d")
        default: return "\(days / 365)y"
        }
    }

    private static func pair(_ first: Int, _ unit: String, _ second: Int, _ small: String) -> String {
        second == 0 ? "\(first)\(unit)" : "\(first)\(unit)\(second)\(small)"
    }
}
