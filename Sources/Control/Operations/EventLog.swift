import Fleet
package import FoundationEssentials

/// The events of a running agent: the last ones, and whoever reads along. What must last is in the history; this is
/// what is happening.
package actor EventLog {
    private var held: [AgentEvent] = []
    private var last: Int64 = 0
    private var readers: [Int: EventReader] = [:]
    private var nextReader = 0
    private let capacity: Int
    private let now: @Sendable () -> Date
    private let onPost: @Sendable (AgentEvent) -> Void

    /// - Parameter onPost: told of every event, after it has its id; the log takes some of them.
    package init(
        capacity: Int = 10_000, now: @escaping @Sendable () -> Date = { Date() },
        onPost: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) {
        self.capacity = capacity
        self.now = now
        self.onPost = onPost
    }

    /// Gives the event its id and its time, and hands it to whoever reads along.
    @discardableResult
    package func post(_ event: AgentEvent) -> AgentEvent {
        let time = now()
        // Microseconds since 1970, and at least one more than the last: ids grow over restarts of the agent too.
        last = max(last + 1, Int64(saturating: time.timeIntervalSince1970 * 1_000_000))
        let event = event.with {
            $0.id = last; $0.at = time
        }
        onPost(event)
        held.append(event)
        if held.count > capacity { held.removeFirst(held.count - capacity * 9 / 10) }
        for (key, reader) in readers where !reader.offer(event) { readers[key] = nil }
        return event
    }

    /// What is held with a greater id, oldest first; a gap first where some may be missing.
    package func events(after id: Int64) -> [AgentEvent] {
        let following = held.drop { $0.id <= id }
        guard let first = held.first, id < first.id, id > 0 || first.kind != .started else { return Array(following) }
        let gap = AgentEvent(
            .gap,
            "events before \(first.at.rfc3339) are no longer held here: see `agentctl history` and `agentctl journal`",
            at: now())
        return [gap] + following
    }

    /// Begins to read along; the events that are held come first.
    ///
    /// - Parameters:
    ///   - after: nil for what comes from now on.
    ///   - backlog: how many events the reader may be behind.
    ///   - overrun: called once, when the reader is further behind and is dropped.
    /// - Returns: nil where there are `most` readers already.
    package func subscribe(after id: Int64?, most: Int, backlog: Int, overrun: @escaping @Sendable () -> Void)
        -> EventReader?
    {
        guard readers.count < most else { return nil }
        nextReader += 1
        let reader = EventReader(
            key: nextReader, replay: id.map(events(after:)) ?? [], backlog: backlog, overrun: overrun)
        readers[reader.key] = reader
        return reader
    }

    package func unsubscribe(_ reader: EventReader) {
        readers[reader.key] = nil
        reader.finish()
    }

    /// Tells every reader that the agent is there, so that a quiet one can be told from a dead one.
    package func beat() {
        let beat = AgentEvent(.heartbeat, "nothing happened", at: now())
        for (key, reader) in readers where !reader.offer(beat) { readers[key] = nil }
    }

    /// Ends every stream: the agent stops.
    package func finish() {
        for reader in readers.values { reader.finish() }
        readers = [:]
    }
}

/// One reader's queue.
package final class EventReader: Sendable {
    package let key: Int
    package let events: AsyncStream<AgentEvent>
    private let continuation: AsyncStream<AgentEvent>.Continuation
    private let overrun: @Sendable () -> Void

    /// - Parameter replay: what it begins with; it does not count as being behind.
    package init(key: Int, replay: [AgentEvent], backlog: Int, overrun: @escaping @Sendable () -> Void) {
        self.key = key
        self.overrun = overrun
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(replay.count + backlog))
        for event in replay { continuation.yield(event) }
    }

    /// - Returns: false where the reader is too far behind; it gets nothing more.
    package func offer(_ event: AgentEvent) -> Bool {
        guard case .dropped = continuation.yield(event) else { return true }
        continuation.finish()
        overrun()
        return false
    }

    package func finish() { continuation.finish() }
}
