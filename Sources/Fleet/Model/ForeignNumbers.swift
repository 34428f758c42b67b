/// Whole numbers of what a clock, a header or a document of somebody else says. Swift ends the process where a
/// conversion or a sum does not fit; these end at the nearest number that there is. `scripts/lint-numbers.sh` finds the
/// plain ones.
extension FixedWidthInteger {
    /// Towards zero; what is no number is zero.
    package init(saturating value: Double) {
        guard !value.isNaN else {
            self = 0
            return
        }
        self = Self(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }

    package func saturatingAdd(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other < 0 ? .min : .max
    }

    package func saturatingSubtract(_ other: Self) -> Self {
        let (difference, overflow) = subtractingReportingOverflow(other)
        guard overflow else { return difference }
        return other < 0 ? .max : .min
    }
}

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
