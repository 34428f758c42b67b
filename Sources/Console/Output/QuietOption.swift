import ArgumentParser

/// For scripts that read the exit code and the output.
package struct QuietOption: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Write nothing to stderr but errors.")
    package var quiet = false

    package func validate() throws {
        if quiet { StandardStream.silence() }
    }

    package init() {}
}
