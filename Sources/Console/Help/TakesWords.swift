package import ArgumentParser

/// A command that is meant where its parent stands alone, and that takes words of its own.
package protocol TakesWords: ParsableCommand {}
