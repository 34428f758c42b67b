/// What a kubelet writes in place of a log, or behind a part of one, with status 200 (kubernetes#142258;
/// pkg/kubelet/kuberuntime, logs/logs.go and kuberuntime_container.go).
enum KubeletComplaint {
    private static let beginnings = [
        "unable to retrieve container logs", "failed to try resolving symlinks", "failed to open log file",
        "failed to create fsnotify watcher",
        // kubectl's own, which `2>&1` saves with the log.
        "Error from server",
    ].map { (words: $0, bytes: Array($0.utf8)) }

    /// Its words, without the path and the id behind them; nil for every other line.
    static func words(in line: UnsafeRawBufferPointer) -> String? {
        var rest = line[...]
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        // kubectl's --prefix.
        if rest.first == UInt8(ascii: "["), let end = rest.prefix(400).firstIndex(of: UInt8(ascii: "]")) {
            rest = rest[(end + 1)...].dropFirst()
        }
        guard let first = rest.first, "ufE".utf8.contains(first) else { return nil }
        return beginnings.first { rest.starts(with: $0.bytes) }?.words
    }
}
