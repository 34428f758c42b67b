import Fleet
import FoundationEssentials
import Testing

@Suite("A repair's rows as one story")
struct JournalStoryTests {
    private static let run = "20260921T095500Z-16a36d42"

    private func row(_ run: String, _ minute: Int, _ step: String, _ phase: JournalEntry.Phase = .done) -> JournalEntry
    {
        JournalEntry(
            run: run, cluster: "edge-1", at: PolicyScene.now + Double(minute) * 60, actor: "uid 0 (root)", step: step,
            phase: phase,
            detail: "")
    }

    @Test("the rows of a run and of its plan are one, what was only intended is left out, and the rest stays by itself")
    func all() {
        let rows = [
            row("freeze-1", 9, "freeze"), row(Self.run, 5, "close"), row(Self.run, 4, "prove"),
            row(Self.run, 3, "prove", .intended),
            row("plan-1", 1, "applied"),
            row("plan-1", 0, "propose"), row("plan-2", 7, "reject", .refused),
        ]
        let (stories, others) = JournalStory.all(rows, runs: [Self.run: 1])
        #expect(stories.map(\.run) == [nil, Self.run] && stories.map(\.plan) == [2, 1])
        #expect(
            stories[1].entries.map(\.step) == ["propose", "applied", "prove", "close"]
                && stories[1].last.step == "close")
        #expect(others.map(\.run) == ["freeze-1"])
    }

    @Test("a run that is in no table, a rehearsal, is a story without a plan; a strange id is none")
    func rehearsal() {
        let (stories, others) = JournalStory.all(
            [row(Self.run, 0, "dry-run"), row("run-1", 1, "patch"), row("control", 2, "request", .refused)], runs: [:])
        #expect(stories.map(\.run) == [Self.run] && stories[0].plan == nil)
        #expect(others.map(\.run) == ["run-1", "control"])
        #expect(JournalStory.all([], runs: [:]).stories.isEmpty)
    }
}
