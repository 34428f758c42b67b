/// How the agent writes its log.
package enum LogFormat: String, CaseIterable, Sendable {
    /// The journal's fields where systemd has connected standard error to the journal, else text.
    case auto
    case text
    /// One object a line.
    case json
    /// The journal's fields, wherever standard error goes.
    case journal
}
