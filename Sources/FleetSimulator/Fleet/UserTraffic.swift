/// Users who work on members through the host: their tokens are signed by the host, and broken members refuse them.
struct UserTraffic: Sendable {
    let clusters: [SimulatedCluster]

    func run(every interval: Duration) async {
        let clock = ContinuousClock()
        var next = clock.now
        while !Task.isCancelled {
            await sendOnce()
            next += interval
            try? await clock.sleep(until: next)
        }
    }

    func sendOnce() async {
        let now = Timestamp.now.seconds
        let token = AccessToken(username: "admin", issuedAt: now - 1, expiresAt: now + 7_200)
        guard let host = clusters.first(where: { $0.role == .host }), let signed = try? await host.sign(token) else {
            return
        }
        for member in clusters where member.role == .member {
            try? await member.receiveUserRequest(bearing: signed)
        }
    }
}
