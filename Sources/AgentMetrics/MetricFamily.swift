/// One metric with all its series, as the text format of Prometheus groups them.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable { case counter, gauge, histogram }

    package struct Sample: Sendable {
        /// What a histogram's series add to the name: `_bucket`, `_sum`, `_count`.
        var suffix = ""
        var labels: [(name: String, value: String)] = []
        var value: Double

        package init(suffix: String = "", labels: [(name: String, value: String)] = [], value: Double) {
            (self.suffix, self.labels, self.value) = (suffix, labels, value)
        }
    }

    let name: String
    let kind: Kind
    let help: String
    var samples: [Sample]

    package init(_ name: String, _ kind: Kind, _ help: String, samples: [Sample]) {
        (self.name, self.kind, self.help, self.samples) = (name, kind, help, samples)
    }

    /// A metric without labels; no series at all where the value is not known.
    init(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        self.init(name, kind, help, samples: value.map { [Sample(value: $0)] } ?? [])
    }

    /// A series for each value of a closed set, so that one that never occurred reads 0 and not nothing.
    init<Value: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String, _ kind: Kind, _ help: String, by label: String, _ counts: [Value: Int]
    ) {
        self.init(
            name, kind, help,
            samples: Value.allCases.map { Sample(labels: [(label, $0.rawValue)], value: Double(counts[$0] ?? 0)) })
    }
}

/// The text format, version 0.0.4 (Prometheus, "Exposition formats").
package enum TextExposition {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A family without series is left out: a HELP line alone would tell of a metric that is not there.
    package static func render(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            text +=
                """
                # HELP \(family.name) \(escaped(family.help, quotes: false))\n# TYPE \(family.name) \
                \(family.kind.rawValue)\n
                """
            for sample in family.samples {
                text += family.name + sample.suffix
                if !sample.labels.isEmpty {
                    text +=
                        "{"
                        + sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(
                            separator: ",") + "}"
                }
                text += " \(number(sample.value))\n"
            }
        }
        return text
    }

    /// "label_value can be any sequence of UTF-8 characters, but the backslash, double-quote and line feed have to be
    /// escaped"; in a HELP line only backslash and line feed.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard
            text.utf8.contains(where: {
                $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\"")
            })
        else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
