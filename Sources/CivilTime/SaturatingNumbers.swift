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
