import CYaml

/// The events of a text, one after another, without a tree of them: what is too deep to be composed is told here, and
/// what Yams makes of a scalar's bytes does not matter.
struct YAMLEvents: ~Copyable {
    enum Event {
        case scalar(anchor: String?)
        case alias(String)
        case begin(anchor: String?)
        case end
        case other
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private var holdsEvent = false

    /// - Parameter text: a byte order mark before it is dropped, as it is where a tree is made.
    init(_ text: String) {
        let text = text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
        let utf8 = Substring(text).utf8
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        bytes = .allocate(capacity: utf8.count)
        _ = bytes.initialize(from: utf8)
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        if holdsEvent { yaml_event_delete(event) }
        yaml_parser_delete(parser)
        bytes.deallocate()
        event.deallocate()
        parser.deallocate()
    }

    /// - Returns: nil at the end of the text, and where it cannot be read on.
    mutating func next() -> Event? {
        if holdsEvent { yaml_event_delete(event) }
        holdsEvent = yaml_parser_parse(parser, event) == 1
        guard holdsEvent, event.pointee.type != YAML_STREAM_END_EVENT else { return nil }
        let data = event.pointee.data
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: return .scalar(anchor: Self.name(data.scalar.anchor))
        case YAML_ALIAS_EVENT: return .alias(Self.name(data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT: return .begin(anchor: Self.name(data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT: return .begin(anchor: Self.name(data.mapping_start.anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        default: return .other
        }
    }

    /// After `next()` has returned nil: whether that was the end, and no mistake in the text.
    var isAtEnd: Bool { holdsEvent }

    /// Where the last event begins, both from 1, as Yams counts them.
    var place: YAMLPlace {
        let mark = event.pointee.start_mark
        return YAMLPlace(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    /// The text of the last event, a scalar.
    var text: String {
        let scalar = event.pointee.data.scalar
        return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    private static func name(_ anchor: UnsafeMutablePointer<UInt8>?) -> String? {
        anchor.map { String(cString: $0) }
    }
}

package struct YAMLPlace: Hashable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) { (self.line, self.column) = (line, column) }
}
