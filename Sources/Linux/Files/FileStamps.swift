import FoundationEssentials

/// How some files looked at one moment, so that a change is noticed without reading them.
package struct FileStamps: Equatable, Sendable {
    private struct Stamp: Equatable {
        let modified: Date?
        let size: UInt64?
        let inode: UInt64?

        /// A file that is not there has a stamp as well: its coming is a change.
        init(_ path: String) {
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path)
            modified = attributes?[.modificationDate] as? Date
            size = attributes?[.size] as? UInt64
            inode = attributes?[.systemFileNumber] as? UInt64
        }
    }

    private var stamps: [String: Stamp]

    package init(_ paths: [String]) { stamps = Dictionary(paths.map { ($0, Stamp($0)) }) { first, _ in first } }

    package func adding(_ others: FileStamps) -> FileStamps {
        var all = self
        all.stamps.merge(others.stamps) { own, _ in own }
        return all
    }

    package var now: FileStamps { FileStamps(Array(stamps.keys)) }

    package var haveChanged: Bool { stamps.contains { Stamp($0.key) != $0.value } }
}
