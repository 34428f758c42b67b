/// A row of bars, one for each value: the greatest is full, zero is a dot, and a value that is not known leaves a gap.
package func sparkline(_ values: [Int?], style: Style = .bare) -> String {
    let levels: [Character] = style.unicode ? Array("▁▂▃▄▅▆▇█") : Array("-~=+*%#@")
    let zero: Character = style.unicode ? "·" : "."
    let greatest = values.compactMap(\.self).max() ?? 0
    return String(
        values.map { value in
            guard let value else { return " " }
            guard value > 0 else { return zero }
            // The smallest count above zero still shows a bar; the greatest alone need not be the only full one.
            return levels[min(levels.count - 1, (value * levels.count - 1) / greatest)]
        })
}

/// Sums `(position, count)` pairs into `width` equal slices of `range`, for a sparkline.
package func binned(_ counts: some Sequence<(at: Double, count: Int)>, over range: Range<Double>, width: Int) -> [Int] {
    guard width > 0, !range.isEmpty else { return [] }
    var bins = Array(repeating: 0, count: width)
    let span = range.upperBound - range.lowerBound
    for (at, count) in counts where range.contains(at) {
        bins[min(width - 1, Int((at - range.lowerBound) / span * Double(width)))] += count
    }
    return bins
}
