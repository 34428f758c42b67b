import Console

/// What concerns every command: `agentctl help TOPIC`.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case time, formats, environment

    var summary: String {
        switch self {
        case .exitCodes: "what each exit code says"
        case .time: "how times and durations are written"
        case .formats: "tables, JSON and CSV"
        case .environment: "the variables that are read"
        }
    }

    var text: String {
        switch self {
        case .exitCodes: Self.exitCodeText
        case .time: Self.timeText
        case .formats: Self.formatText
        case .environment: Self.environmentText
        }
    }

    private static let exitCodeText = """
        Exit codes, the same for every command; treat an unknown one as a failure:

        \(ExitStatus.table)

        Refused is not failed: where a gate, a freeze or a changed cluster stops a
        repair, nothing was written, and the code is 10.
        With a JSON output, the last line on stderr is
        {"message_type": "exit_error", "code": …, "error": "…", "message": "…"}.
        """

    private static let timeText = """
        Times, in --since, --until, --from, --to and --at:

          2h, 90m, 7d, 2w, 1h30m      so long ago; also "3 days ago", 1hour
          now, today, yesterday
          2026-10-01                  the beginning of a day
          2026-10-01 14:00[:05]       a time, local; with --utc in UTC
          2026-10-01T14:00:00Z        RFC 3339, with a zone
          @1790000000                 Unix time

        --since is inclusive, --until exclusive. Durations are written like 90m, 4h, 2d.
        A terminal shows ages and local times (--utc: UTC). A pipe, JSON and CSV have
        RFC 3339 in UTC, and durations in seconds.
        """

    private static let formatText = """
        Results go to stdout, messages to stderr.

          -o table    on a terminal fitted to its width, with colours; in a pipe
                      tab-separated full values, a line for each row
          -o wide     the table with every column
          -o name     the names alone, as other commands take them
          -o json     one document: {"schema": "agentctl.status/v2", "items": […]}
          -o jsonl    the items, a line for each
          -o yaml     the document in YAML
          -o csv      RFC 4180, for a spreadsheet
          -o jsonpath='{.items[*].cluster}'
                      values alone, as kubectl takes it: fields, [*], [0], [1:3],
                      .., filters such as [?(@.health=="failing")], range … end

        KSFLEET_OUTPUT names a format where -o does not. What is absent is absent, not
        null. Fields are only added within a schema's version; every one is in
        /usr/share/doc/ksfleet/reference.md. --no-headers leaves out the header of a
        table or CSV, and -q everything on stderr but errors.
        """

    private static let environmentText = """
        Environment variables; an option of the command line comes first:

          KSFLEET_CONFIG   the agent's configuration (--config; default
                           /etc/ksfleet/agent.yaml)
          KSFLEET_DB       the history's file (--db; default the one of that
                           configuration)
          KSFLEET_SOCKET   the agent's Unix socket (--socket; default the one of that
                           configuration)
          KSFLEET_OUTPUT   the format where -o names none, such as json
          KUBECONFIG       kubeconfigs to read where no configuration names one
          HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                           proxies on the way to kube-apiservers
          SSL_CERT_FILE    authorities for servers whose kubeconfig names none
          NO_COLOR, CLICOLOR=0, TERM=dumb
                           no colours
          CLICOLOR_FORCE, FORCE_COLOR
                           colours in a pipe, too
          LC_ALL, LC_CTYPE, LANG
                           ASCII signs where the locale is not UTF-8
          TZ               the zone of local times

        There is no file of settings for agentctl of your own.
        """
}
