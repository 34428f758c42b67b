import Foundation

/// Waits for what real servers do in their own time: asks again until it holds, and says what it saw last where it
/// never did.
enum Deadline {
    /// - Parameters:
    ///   - seconds: how long it may take.
    ///   - last: what was seen in a try that did not hold; nil where it held.
    static func wait(for what: String, seconds: Double = 180, until last: () async throws -> String?) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            guard let seen = try await last() else { return }
            guard ContinuousClock.now < end else {
                throw Trouble("waited \(Int(seconds)) s for \(what); last seen: \(seen)")
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }
}

/// Why a step did not hold, in words that name no secret.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Printed as it happens, into a pipe too: who breaks a cluster wants to see where it stands.
func say(_ words: String) {
    print("real servers: \(words)")
    fflush(nil)
}
