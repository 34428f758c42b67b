import Console
import Control
import Fleet
import FoundationEssentials
import Reports

/// The steps of a run on standard error, as each begins and ends. On a terminal, what is under way is drawn over; a
/// pipe gets a line for each change.
struct RunProgress {
    /// The last row of the journal that was shown.
    private var shown: Int64 = 0
    /// The row of the step that is under way, and what was said of its rollout.
    private var open: RunReply.Step?
    private var said: RolloutState?
    private var live = LiveLines()
    private let isDrawn: Bool
    private let lines: StepLines

    init() {
        let (environment, width) = (ProcessInfo.processInfo.environment, StandardStream.error.terminalWidth)
        isDrawn = width != nil && environment["TERM"] != "dumb"
        lines = StepLines(style: Style(environment: environment, isTerminal: width != nil), width: width)
    }

    mutating func show(_ run: RunReply, now: Date) {
        for step in run.steps ?? [] where step.sequence > shown {
            shown = step.sequence
            if step.phase == JournalEntry.Phase.intended.rawValue { begin(step, now) } else { end(step) }
        }
        guard !run.isOver else { return live.clear() }
        follow(run.steps?.last { $0.sequence == open?.sequence }, now)
    }

    private mutating func begin(_ step: RunReply.Step, _ now: Date) {
        (open, said) = (step, nil)
        if !isDrawn { StandardStream.error.note(lines.begun(step.step, seconds: 0).joined(separator: "\n")) }
    }

    /// The end of the run is said where it is over; the proof stands there, once.
    private mutating func end(_ step: RunReply.Step) {
        live.clear()
        let seconds = open.map { $0.step == step.step ? step.at.timeIntervalSince($0.at) : 0 } ?? 0
        open = nil
        guard step.step != RepairStep.close.rawValue else { return }
        let isDone = step.phase == JournalEntry.Phase.done.rawValue
        let isProof = isDone && [RepairStep.prove, .soak].contains { $0.rawValue == step.step }
        let text = lines.ended(step.step, phase: step.phase, detail: isProof ? "" : step.detail, seconds: seconds)
        StandardStream.error.note(text.joined(separator: "\n"))
    }

    private mutating func follow(_ step: RunReply.Step?, _ now: Date) {
        guard let step else { return }
        let seconds = now.timeIntervalSince(step.at)
        if isDrawn { return live.draw(lines.begun(step.step, seconds: seconds, rollout: step.rollout)) }
        guard let rollout = step.rollout, rollout != said else { return }
        StandardStream.error.note(lines.change(step.step, seconds: seconds, rollout, since: said))
        said = rollout
    }
}

/// Lines at the end of a terminal that are drawn over by the next ones.
struct LiveLines {
    private var drawn: [String] = []

    mutating func draw(_ lines: [String]) {
        guard lines != drawn, !StandardStream.isQuiet else { return }
        try? StandardStream.error.write(home + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J")
        drawn = lines
    }

    mutating func clear() {
        guard !drawn.isEmpty else { return }
        try? StandardStream.error.write(home + "\u{1B}[J")
        drawn = []
    }

    /// To the beginning of what was drawn.
    private var home: String { drawn.isEmpty ? "" : "\r" + (drawn.count > 1 ? "\u{1B}[\(drawn.count - 1)A" : "") }
}
