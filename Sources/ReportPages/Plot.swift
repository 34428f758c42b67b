import Fleet

/// An inline SVG that fills its place's width: shapes only, so that nothing is squeezed that must be read. Words stand
/// in HTML around it.
struct Plot {
    /// Unique in the page.
    let id: String
    let title: String
    /// The same in words, for who does not see it.
    let description: String
    /// Of the drawing; CSS gives the height on the page by the class.
    let height: Double
    let style: String
    private var shapes: Markup = ""
    /// The part of a piece's width that its bar or cell takes: the rest tells it from its neighbour.
    static let filled = 0.86

    init(id: String, title: String, description: String, height: Double, style: String) {
        self.id = id
        self.title = title
        self.description = description
        self.height = height
        self.style = style
    }

    /// Bars of one class, as one path.
    mutating func bars(_ bars: [Bar], style: String) {
        let drawn = bars.filter { $0.width > 0 && $0.height > 0 }
        guard !drawn.isEmpty else { return }
        shapes += "<path class=\"\(style)\" d=\"\(drawn.map(\.path))\"/>"
    }

    mutating func rules(_ scale: TimeScale) { for tick in scale.ticks() { rule(x: scale.x(ofPiece: tick)) } }
    mutating func rule(x: Double) { shapes += "<path class=\"rule\" d=\"M\(coordinate(x)) 0V\(coordinate(height))\"/>" }
    mutating func rule(y: Double) { shapes += "<path class=\"rule\" d=\"M0 \(coordinate(y))H1000\"/>" }

    var markup: Markup {
        """
        <svg class="\(style)" viewBox="0 0 1000 \(coordinate(height))" preserveAspectRatio="none" role="img" \
        aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>\(shapes)</svg>
        """
    }

    struct Bar {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        /// Markup, not text: a text is cut at some length.
        var path: Markup {
            "M\(coordinate(x)) \(coordinate(y))h\(coordinate(width))v\(coordinate(height))h-\(coordinate(width))z"
        }
    }
}

/// The next of 1, 2, 5, 10, 20, … at or above a value.
func niceCeiling(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var unit = 1.0
    while unit * 10 <= value { unit *= 10 }
    while unit > value { unit /= 10 }
    return [1, 2, 5, 10].map { $0 * unit }.first { $0 >= value * 0.999_999 } ?? unit * 10
}
