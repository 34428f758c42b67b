import ArgumentParser

/// A word that a completion script is given.
enum ShellWord {
    /// One name of the history as the shell's script reads it: it must come out as it is, and nothing in it may be run.
    static func spelled(_ name: String, for shell: CompletionShell?) -> String {
        switch shell {
        // `_describe` takes what stands behind a colon for a description.
        case .zsh: name.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
        // `compgen -W` expands each word.
        case .bash where name.contains { !isPlain($0) }: "'" + name.replacing("'", with: "'\\''") + "'"
        default: name
        }
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || "._:/@+-".contains(character)
    }
}
