import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Rounds
import Testing

@Suite("Redacted documents", .timeLimit(.minutes(10)))
struct RedactedPatchTests {
    @Test("a document in which fingerprints stand for secrets is never written, neither to a member nor from a host")
    func masked() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let redacted = try #require(try await rounds.once().outcomes["broken"]?.observation.config.value?.redacted)
            #expect(Fingerprint.masks(redacted))
            try await cluster.setConfiguration(redacted, restart: true)
            #expect(try await rounds.refusals("broken") == ["no-mask"])
            #expect(try await cluster.requests().writes == 0)
        }
    }

    @Test(
        "only a whole mask is one",
        arguments: [
            ("<fp:0123456789ab>", true), ("x: '<fp:0123456789ab>'", true), ("<fp:0123456789a>", false), ("<fp:", false),
            ("fp:0123456789ab", false), ("<fp:<fp:0123456789ab>", true),
        ])
    func masks(text: String, masked: Bool) {
        #expect(Fingerprint.masks(text) == masked)
    }
}
