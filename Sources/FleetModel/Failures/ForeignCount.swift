import CivilTime

/// A count that an API server writes: `int32` in every object of Kubernetes that is read here. A larger one is cut to
/// that, so that a sum of a list of them cannot overflow an `Int`.
package struct ForeignCount: Hashable, Comparable, Sendable, Decodable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    package let value: Int

    package init(_ value: Int) { self.value = min(max(value, Int(Int32.min)), Int(Int32.max)) }
    package init(integerLiteral value: Int) { self.init(value) }

    package var description: String { String(value) }

    package static func < (a: ForeignCount, b: ForeignCount) -> Bool { a.value < b.value }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let whole = try? container.decode(Int.self) {
            self.init(whole)
        } else {
            self.init(Int(saturating: try container.decode(Double.self)))
        }
    }
}
