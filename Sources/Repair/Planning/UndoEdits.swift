import Fleet
import KubeSphere

/// The scalars that a run wrote, as they were before it and as it wrote them.
struct UndoEdits {
    let run: RepairPlan
    private let documents: RepairDocuments
    private let old: ConfigDocument
    private let new: ConfigDocument
    private let key: FingerprintKey

    /// - Parameter version: of the process that reads them.
    init(run: RepairPlan, documents: RepairDocuments, version: KubeSphereVersion?, key: FingerprintKey) throws(Fault) {
        self.run = run
        self.documents = documents
        self.key = key
        old = try ConfigDocument(parsing: documents.old, version: version)
        new = try ConfigDocument(parsing: documents.new, version: version)
    }

    private var paths: [[String]] { run.edits.map { $0.path.split(separator: ".").map(String.init) } }

    /// Whether the document still holds, at each path, what the run wrote there. Anything else is somebody's own will.
    func standing(in document: ConfigDocument, writer: String?) -> GateVerdict {
        let changed = paths.filter { document.shown(at: $0, key: key) != new.shown(at: $0, key: key) }
        guard let path = changed.first else {
            return GateVerdict(.valueStillStands, .passed, RunStatement.valueStands())
        }
        return GateVerdict(
            .valueStillStands, .refused,
            RunStatement.valueChanged([
                .path: path.joined(separator: "."), .found: document.shown(at: path, key: key),
                .expected: new.shown(at: path, key: key), .writer: writer,
            ]))
    }

    func apply(to document: ConfigDocument) throws(Fault) -> (text: String, edits: [RepairPlan.Edit]) {
        let edits = paths.map { path in
            RepairPlan.Edit(
                path: path.joined(separator: "."), from: new.shown(at: path, key: key),
                to: old.shown(at: path, key: key))
        }
        // Nobody has written since: exactly the old document.
        if document.text == documents.new { return (documents.old, edits) }
        var current = document
        for path in paths.reversed() {
            let edit =
                if let literal = try old.literal(at: path) {
                    try ConfigEdit.setting(path, to: literal, in: current)
                } else {
                    try ConfigEdit.removing(path, from: current)
                }
            current = try current.reading(edit.text)
        }
        return (current.text, edits)
    }
}
