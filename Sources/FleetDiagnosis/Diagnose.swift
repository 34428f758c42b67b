package import FleetModel

/// Says what an observation means. Pure: the same two observations give the same diagnosis.
///
/// - Parameter host: the host's observation of the same round; the cluster itself is the host where the names agree.
///   nil where no host is known: then no token can have been signed, and only what the member says of itself is left.
/// - Parameter claims: more than one host, and none named: whatever a token met then, it was signed by one of them at
///   random.
package func diagnose(_ observation: Observation, host: Observation?, claims: HostClaims = HostClaims()) -> Diagnosis {
    let subject = Subject(observation: observation, host: host)
    if let blocked = subject.reachability() { return subject.withRegister(blocked) }
    if let several = claims.finding {
        return Diagnosis(health: .unknown, findings: [several] + subject.standingFindings())
    }
    let (health, verdict) = subject.verdict(claims)
    let tunnel = subject.tunnelDown()
    let findings = [verdict, tunnel].compactMap(\.self) + subject.standingFindings()
    // Whoever works through the host does not reach a member whose tunnel is down, whatever it says to us.
    return Diagnosis(health: tunnel == nil ? health : .failing, findings: findings)
}

extension Subject {
    /// Another jwtSecret is no fault of a member whose host is another cluster: unknown is not unhealthy. One that its
    /// host lists is its member.
    fileprivate func verdict(_ claims: HostClaims) -> (Health, Finding?) {
        if isHost { return hostVerdict() }
        let verdict = memberVerdict()
        guard verdict.1?.cause == .secretMismatch, registered == nil, let host,
            let doubt = claims.doubt(of: observation.cluster, host: host.cluster)
        else {
            return verdict
        }
        return (.unknown, doubt)
    }
}
