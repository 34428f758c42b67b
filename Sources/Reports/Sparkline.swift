/// A row of bars, one for each value, scaled to the greatest; zero is a dot.
package enum Sparkline {
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let ascii: [Character] = ["_", "_", "-", "-", "=", "=", "#", "#"]

    package static func text(_ values: [Int], unicode: Bool = true) -> String {
        guard let greatest = values.max(), greatest > 0 else { return String(repeating: unicode ? "·" : ".", count: values.count) }
        let marks = unicode ? bars : ascii
        return String(values.map { value in
            value <= 0 ? (unicode ? "·" : ".") : marks[min(marks.count - 1, (value * marks.count - 1) / greatest)]
        })
    }
}
