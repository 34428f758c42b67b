import Fleet
import Foundation
import Reports
import Testing

@Suite("The clock of a message")
struct NoticeClockTests {
    private let time = Date(timeIntervalSince1970: 1_790_000_000)

    @Test(
        "is of the route's zone, and says which",
        arguments: [
            (0, "2026-09-21 14:13 UTC"), (28_800, "2026-09-21 22:13 +08:00"), (-12_600, "2026-09-21 10:43 -03:30"),
        ])
    func zones(offset: Int, text: String) {
        #expect(NoticeClock(ClockZone { _ in offset }).text(time) == text)
    }

    @Test("shows the times within a sentence, too, and leaves alone what is none")
    func sentences() {
        let clock = NoticeClock(ClockZone { _ in 28_800 })
        #expect(
            clock.shown("it expires at 2026-09-21T14:13:20Z, as run 20260921T141320Z says")
                == "it expires at 2026-09-21 22:13 +08:00, as run 20260921T141320Z says")
        #expect(clock.shown("2026-99-21T14:13:20Z") == "2026-99-21T14:13:20Z")
    }
}
