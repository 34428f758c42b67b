import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the copy of a member lies, by the UID of its cluster, for one run at a time.
final class SavedCopy {
    let file: URL
    let children: Children
    private let lock: FileLock

    init(_ settings: Settings, uid: String) throws {
        let folder = URL(filePath: settings.copies)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        file = folder.appending(path: "\(uid).json")
        children = Children(file: folder.appending(path: "\(uid).programs"))
        guard let lock = FileLock(folder.appending(path: "\(uid).lock").path) else {
            throw Trouble("another run breaks this member already")
        }
        self.lock = lock
    }

    func read() throws -> Original? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try JSONDecoder().decode(Original.self, from: Data(contentsOf: file))
    }

    /// The document has the jwtSecret in it: nobody else may read the file.
    func write(_ original: Original) throws {
        let data = try JSONEncoder().encode(original)
        guard FileManager.default.createFile(atPath: file.path, contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw Trouble("\(file.path) could not be written: nothing is broken without a copy")
        }
    }

    func remove() throws { try FileManager.default.removeItem(at: file) }

    /// Puts back what a run has left that was interrupted.
    func putBackWhatWasLeft(_ member: RealCluster) async throws {
        children.end()
        guard let left = try read() else { return }
        say("an earlier run was interrupted: the member is put back as it was (\(file.path))")
        // A repair that writes goes to its end, whoever started it: what it writes after us would stay.
        try await Deadline.wait(for: "the programs of the interrupted run to end") {
            Self.isWritten(left.histories) ? "one holds a lock below \(left.histories)" : nil
        }
        try await OwnAccount(kubectl: member.kubectl).remove()
        try await left.putBack(member)
        try remove()
        try? FileManager.default.removeItem(atPath: left.histories)
    }

    private static func isWritten(_ histories: String) -> Bool {
        let files = FileManager.default.enumerator(atPath: histories)?.compactMap { $0 as? String } ?? []
        return files.contains { $0.hasSuffix(".lock") && FileLock("\(histories)/\($0)") == nil }
    }
}

/// A flock(2), which the kernel drops with its process.
final class FileLock {
    private let descriptor: Int32

    /// nil where another process holds it.
    init?(_ path: String) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
