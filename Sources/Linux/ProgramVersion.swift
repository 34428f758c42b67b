/// The version of these programs, the same in every one of them.
package enum ProgramVersion {
    package static let current = "0.1.0"
}
