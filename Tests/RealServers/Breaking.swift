extension Bench {
    /// The document that makes the fault, to be put in force.
    func broken(_ fault: Fault) throws(Trouble) -> String {
        switch fault {
        case .maxAge, .staleMaxAge: try base.setting(ConfigText.maxAgeKey, to: "2h")
        case .maxAgeAbsent: try base.removing(ConfigText.maxAgeKey)
        case .otherSecret, .staleSecret: try base.setting(ConfigText.secretKey, to: "\"\(HostToken.otherSecret)\"")
        case .scaledToZero, .tokenRevoked, .bindingRemoved: base.text
        }
    }

    /// Breaks the member, and waits until it is seen from outside to be broken.
    func make(_ fault: Fault) async throws {
        switch fault {
        case .scaledToZero:
            try await member.scale(0)
            try await wait(until: .silent)
        case .tokenRevoked, .bindingRemoved: break
        case .maxAge, .maxAgeAbsent, .otherSecret, .staleSecret, .staleMaxAge:
            try await member.write(try broken(fault))
            try await member.restart()
            try await wait(until: .refused(fault.refusal?.words ?? ""))
            if fault.isStale { try await member.write(base.text) }
        }
    }

    /// Sends what so many users would: tokens of the host that the member refuses.
    func send(_ count: Int, _ fault: Fault) async throws {
        for number in 1...count {
            let token = HostToken.signed(with: hostSecret, issuer: base.issuer, user: "user-\(number)")
            let answer = try await outside.ask(token, isVersion4: base.isVersion4)
            guard answer.status == 401 else {
                throw Trouble("request \(number) of \(count) got \(answer.status), not 401")
            }
        }
    }
}
