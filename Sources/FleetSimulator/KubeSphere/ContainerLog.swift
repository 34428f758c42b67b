/// The lines that one run of a container wrote, each with the time at which the container runtime took it.
final class ContainerLog {
    struct Entry: Sendable {
        let time: Timestamp
        let text: String
    }

    /// Told of each new line, and of the end (nil) when the container stops.
    typealias Follower = (Entry?) -> Void

    private(set) var entries: [Entry] = []
    private(set) var isClosed = false
    private var followers: [Int: Follower] = [:]
    private var nextFollower = 0
    let limit: Int

    /// - Parameter limit: how many lines are kept; older ones are dropped, as by a kubelet's log rotation.
    init(limit: Int) { self.limit = limit }

    var followerCount: Int { followers.count }

    func append(_ text: String, at time: Timestamp) {
        let entry = Entry(time: time, text: text)
        entries.append(entry)
        // A quarter at a time, so that a busy log does not move its lines for each new one.
        if entries.count > limit + limit / 4 { entries.removeFirst(entries.count - limit) }
        for follower in Array(followers.values) { follower(entry) }
    }

    func append(_ line: KlogLine, at time: Timestamp) { append(line.text(at: time), at: time) }

    func rotate() { entries = [] }

    func close() {
        isClosed = true
        let ended = followers.values
        followers = [:]
        for follower in Array(ended) { follower(nil) }
    }

    /// Calls `follower` until the returned token is given to `unfollow`.
    func follow(_ follower: @escaping Follower) -> Int {
        nextFollower += 1
        followers[nextFollower] = follower
        return nextFollower
    }

    func unfollow(_ token: Int) { followers[token] = nil }
}
