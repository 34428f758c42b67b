import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct StoreBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the history to another file while the agent goes on writing.",
        discussion: """
            The copy is one file, checked with SQLite's integrity_check before it gets its name. It replaces nothing. \
            To restore it:
            stop the agent, move history.sqlite and its -wal and -shm away, put the copy in their place, start the \
            agent.

              agentctl store backup /var/backups/ksfleet-$(date +%F).sqlite
            """)

    @Argument(help: "The file to make.", completion: .file())
    var file: String

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions

    func run() async throws {
        let folder = URL(filePath: file).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw CommandFailure(
                .noSuchObject, "\(printable(folder)), where the backup was to go, does not exist",
                hint: "make it, or name another file", code: "no_such_folder")
        }
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure(
                .permissionDenied, "\(printable(folder)), where the backup was to go, cannot be written by this user",
                code: "folder_not_writable")
        }
        let isWatched = isatty(STDERR_FILENO) == 1
        try await HistoryBackup.make(of: store.path, at: file) { done, all in
            if isWatched, all > 0 { StandardStream.error.rewrite("\(done * 100 / all) % of \(all) pages") }
        }
        if isWatched { StandardStream.error.rewrite("") }
        StandardStream.error.note("\(printable(file)): a sound copy of \(printable(try store.path))")
    }
}
