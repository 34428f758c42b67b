import Fleet

/// What mapstructure makes of a value for a field of Go (`WeaklyTypedInput`, and viper's hook for durations;
/// mapstructure 1.1.2 to 2.2.1).
package enum GoConversion<Value> {
    /// viper leaves nulls and empty mappings out, so the field keeps its default.
    case absent
    case value(Value)
    case refused
}

extension GoConversion where Value == String {
    package static func text(_ value: GoValue) -> GoConversion {
        switch value {
        case .null: .absent
        case .text(let text): .value(text)
        case .bool(let truth): .value(truth ? "1" : "0")
        case .int(let whole): .value(String(whole))
        case .uint(let whole): .value(String(whole))
        case .float(let number): .value(GoNumber.text(number))
        case .mapping(let mapping): mapping.isVoid ? .absent : .refused
        case .bytes, .time, .list: .refused
        }
    }
}

extension GoConversion where Value == Int64 {
    /// `time.Duration`: nanoseconds.
    package static func duration(_ value: GoValue) -> GoConversion {
        guard case .text(let text) = value else { return number(value) }
        return GoDuration.parse(text).map { .value($0) } ?? .refused
    }

    package static func int(_ value: GoValue) -> GoConversion {
        guard case .text(let text) = value else { return number(value) }
        // 3.4 and later take an empty text for 0, those before refuse it: nothing is said of it.
        if text.isEmpty { return .value(0) }
        guard case .int(let whole)? = GoNumber.integer(GoNumber.withoutUnderscores(text)) else { return .refused }
        return .value(whole)
    }

    private static func number(_ value: GoValue) -> GoConversion {
        switch value {
        case .null: .absent
        case .bool(let truth): .value(truth ? 1 : 0)
        case .int(let whole): .value(whole)
        case .uint(let whole): .value(Int64(bitPattern: whole))
        // What an int64 cannot hold becomes the smallest one on amd64, and never 0.
        case .float(let number): .value(Int64(exactly: number.rounded(.towardZero)) ?? .min)
        case .mapping(let mapping): mapping.isVoid ? .absent : .refused
        case .text, .bytes, .time, .list: .refused
        }
    }
}

extension GoConversion where Value == Bool {
    package static func bool(_ value: GoValue) -> GoConversion {
        switch value {
        case .null: .absent
        case .bool(let truth): .value(truth)
        case .int(let whole): .value(whole != 0)
        case .uint: .value(true)
        case .float(let number): .value(number != 0)
        case .text(let text): parsed(text)
        case .mapping(let mapping): mapping.isVoid ? .absent : .refused
        case .bytes, .time, .list: .refused
        }
    }

    /// `strconv.ParseBool`, and "" for false.
    private static func parsed(_ text: String) -> GoConversion {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": .value(true)
        case "", "0", "f", "F", "false", "FALSE", "False": .value(false)
        default: .refused
        }
    }
}
