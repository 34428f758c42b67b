/// `1 round`, `2 rounds`, `1 entry`, `2 entries`: a number with its noun, in English.
///
/// - Parameter many: where it is not the noun with an s.
package func counted(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
}
