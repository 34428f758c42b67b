/// A text as one word of a command that can be copied into a shell: as it is where nothing in it means anything to one,
/// else in single quotes (POSIX, 2.2.2).
package func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || "0123456789/._-+%@=,:".utf8.contains($0)
    }
    return isPlain && !text.isEmpty
        ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
