/// The names of what statements speak of, as JSON has them.
extension Statement {
    package enum Name: String, CaseIterable, Codable, Sendable {
        case age, agreeing, ahead, annotation, approved, asked, at, attempts, before, cause, character,
            claimed, clock, cluster, clusters, context, contexts, count, days, daysAgo, edit, endpoints,
            endsAt, expected, failed, failing, failures, fault, firstLine, found, freeze, freezes, gate, gates,
            hash, health, host, hostVersion, isAhead, key, kind, known, labels, lack, lastEnd, lasted, latest,
            least, leastProbes, line, logs, lost, maxAge, mebibytes, member, members, message, minutes,
            missing, mode, most, mostOfDay, name, named, names, namespace, objects, ofDay, offset, other,
            otherLine, overrides, own, owner, path, paths, person, plan, pod, pods, probes, proved,
            provedOfCause, ready, reason, replicas, resourceVersion, restarts, right, rights, role, rules, run,
            runs, said, seconds, service, share, sides, since, size, sources, startedAt, state, status, text,
            uid, undone, unknown, until, users, version, versions, waiting, wanted, watched, wave, why, window,
            windows, workload, writer, zone
    }
}
