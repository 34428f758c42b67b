/// The names of what statements speak of, as JSON has them.
extension Statement {
    package enum Name: String, CaseIterable, Codable, Sendable {
        case age, ahead, annotation, approved, at, attempts, before, cause, claimed, clock, cluster, clusters,
            count, endpoints, expected, failed, failing, found, freeze, freezes, gate, gates, hash, health,
            host, key, labels, lasted, latest, least, leastProbes, line, maxAge, message, minutes, mode, most,
            mostOfDay, name, namespace, objects, ofDay, overrides, own, path, paths, person, plan, pod, pods,
            probes, proved, provedOfCause, ready, reason, replicas, resourceVersion, right, rights, role,
            rules, run, runs, said, service, share, since, size, state, text, uid, undone, unknown, until,
            watched, wave, why, window, windows, workload, writer, zone
    }
}
