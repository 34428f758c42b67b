import Rounds
import Testing

@Suite("The pulse of the rounds")
struct PulseTests {
    @Test(
        """
        it is late once the moment has passed by which the next beat was due, and a probe beside the rounds does not \
        cut their sleep short
        """
    )
    func beats() {
        let pulse = Pulse(within: 60)
        let start = ContinuousClock.now
        #expect(pulse.overdue(at: start + .seconds(30)) == nil)
        #expect(pulse.overdue(at: start + .seconds(70)).map { $0 > 9 && $0 < 11 } == true)
        pulse.beat(within: 3600)
        pulse.beat(within: 5)
        #expect(pulse.overdue(at: start + .seconds(3500)) == nil)
        #expect(pulse.overdue(at: start + .seconds(3700)) != nil)
    }
}
