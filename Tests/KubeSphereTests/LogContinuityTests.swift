import Fleet
import KubeSphere
import Testing

@Suite("A log that is read in pieces is counted as if it were read at once")
struct LogContinuityTests {
    /// How the node's clock goes while the lines are written.
    enum Clock: String, CaseIterable, Sendable {
        case steady, coarse, stepsBack, stepsForward

        func time(of line: Int, among count: Int) -> Int64 {
            let plain = KubeletLog.noon + Int64(line) * 700_000
            switch self {
            case .steady: return plain
            // Several lines share a nanosecond.
            case .coarse: return KubeletLog.noon + Int64(line / 4) * 2_800_000
            case .stepsBack: return line * 2 < count ? plain : plain - 3_600_000_000_000
            case .stepsForward: return line * 2 < count ? plain : plain + 3_600_000_000_000
            }
        }
    }

    /// Readings of one log, one after another.
    struct Reader {
        let log: KubeletLog
        let version: KubeSphereVersion?
        var cursors: [LogCursor] = []
        var pace = LogPace()
        var counts: [FailureCause: Int] = [:]
        var gaps = 0

        mutating func read() async {
            let (reading, _, _) = await LogReader(reader: log).read(
                log.workload, version: version, cursors: cursors, ownFailures: [:], pace: &pace)
            cursors = reading.cursors
            gaps += reading.gaps
            for failure in reading.failures { counts[failure.cause, default: 0] += failure.count }
        }
    }

    private static let refusal = "W1124 12:00:00.000000       1 jwt.go:53] token not found in cache"
    private static let recordings = [("v3.0.0", 30), ("v3.1.1", 31), ("v3.4.1", 34), ("v4.1.3", 41)]

    private func version(_ number: Int) -> KubeSphereVersion {
        KubeSphereVersion(major: number / 10, minor: number % 10)
    }

    private func lines(_ version: String, _ name: String) throws -> [String] {
        String(decoding: try Fixtures.log(version, name), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("at every line of every recording, whatever the clock does", arguments: recordings, Clock.allCases)
    func everySplit(recording: (name: String, number: Int), clock: Clock) async throws {
        for (name, expected) in try Fixtures.expected(recording.name) {
            let lines = try lines(recording.name, name)
            // A long log is split where it tells of failures; elsewhere one split is as good as another.
            let splits = lines.count <= 12 ? Array(0...lines.count) : splitsNearFailures(lines)
            for split in splits {
                let log = KubeletLog()
                var reader = Reader(log: log, version: version(recording.number))
                // Something is there already, so that the first reading leaves a cursor.
                log.append(KubeletLog.firstLine, at: KubeletLog.noon - 1_000_000)
                for (index, line) in lines.enumerated() {
                    if index == split { await reader.read() }
                    log.append(line, at: clock.time(of: index, among: lines.count))
                }
                await reader.read()
                await reader.read()
                let counted = Dictionary(uniqueKeysWithValues: reader.counts.map { ($0.key.rawValue, $0.value) })
                #expect(counted == expected, "\(recording.name)/\(name) split before line \(split), clock \(clock)")
                #expect(reader.gaps == 0)
            }
        }
    }

    private func splitsNearFailures(_ lines: [String]) -> [Int] {
        let near = lines.indices.filter {
            lines[$0].contains("authentication.go") || lines[$0].contains("jwt") || lines[$0].contains("token")
        }
        return Array(Set(near.flatMap { [$0 - 1, $0, $0 + 1, $0 + 2] }.filter { (0...lines.count).contains($0) }))
            .sorted()
    }

    @Test("in random pieces, over restarts, crashes and clock steps: nothing lost, nothing twice", arguments: 0..<60)
    func random(seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (name, number) = Self.recordings[seed % Self.recordings.count]
        let failure = try lines(name, "member-token-not-in-cache.log") + lines(name, "member-wrong-secret.log")
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(number))
        var time = KubeletLog.noon
        var written = 0
        log.append(KubeletLog.firstLine, at: time)
        await reader.read()
        for _ in 0..<40 {
            switch Int.random(in: 0..<11, using: &generator) {
            case 0: time -= Int64.random(in: 0..<7_200, using: &generator) * 1_000_000_000
            case 1: time += Int64.random(in: 0..<7_200, using: &generator) * 1_000_000_000
            case 2, 3, 4: await reader.read()
            case 5:
                // At most one restart between two readings: of two, the API shows the last run only.
                await reader.read()
                log.restart()
            case 6:
                await reader.read()
                written += 1
                for line in failure { log.append(line, at: time) }
                // Between the list of pods and the log.
                log.restartsToCome = 1
                await reader.read()
            default:
                written += 1
                for line in failure {
                    time += Int64.random(in: 0..<1_000_000, using: &generator)
                    log.append(line, at: time)
                    if Int.random(in: 0..<6, using: &generator) == 0 { await reader.read() }
                }
            }
            time = min(max(time, KubeletLog.noon - 40_000_000_000_000), KubeletLog.noon + 40_000_000_000_000)
        }
        await reader.read()
        #expect(reader.counts[.tokenNotInCache, default: 0] == written)
        #expect(reader.counts[.signatureInvalid, default: 0] == written)
        #expect(reader.gaps == 0)
    }

    @Test("what was written between the last reading and a restart is read from the run before")
    func restart() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        log.append(Self.refusal, at: KubeletLog.noon)
        await reader.read()
        log.append(Self.refusal, at: KubeletLog.noon + 1)
        log.restart()
        // The new run has nothing to say yet; the old one must not be counted again for that.
        for _ in 0..<3 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 2])
        log.append(Self.refusal, at: KubeletLog.noon + 2)
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 3] && reader.gaps == 0)
    }

    @Test("a restart while the log is read, whatever was read before, loses and doubles nothing", arguments: [0, 1, 2])
    func restartMeanwhile(readBefore: Int) async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        log.append(KubeletLog.firstLine, at: KubeletLog.noon - 1)
        await reader.read()
        for index in 0..<2 { log.append(Self.refusal, at: KubeletLog.noon + Int64(index)) }
        if readBefore > 0 { await reader.read() }
        if readBefore > 1 { log.restart() }
        log.restartsToCome = 1
        await reader.read()
        log.append(Self.refusal, at: KubeletLog.noon + 3)
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 3], "\(reader.gaps)")
        // Of two restarts the first run is gone, and that is told, although nobody refused anything in it.
        #expect(reader.gaps == (readBefore > 1 ? 1 : 0))
    }

    @Test(
        "a container that restarts faster than it can be read is said not to be readable, and is read on once it runs")
    func restless() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        log.append(Self.refusal, at: KubeletLog.noon)
        await reader.read()
        log.restartsToCome = 100
        let (reading, _, _) = await LogReader(reader: log).read(
            log.workload, cursors: reader.cursors, ownFailures: [:], pace: &reader.pace)
        #expect(
            reading.unread.first?.message == "its container restarts faster than its log can be read"
                && reading.failures.isEmpty)
        log.restartsToCome = 0
        log.append(Self.refusal, at: KubeletLog.noon + 1)
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 2] && reader.gaps > 0)
    }

    @Test("a container that crash-loops is counted once, however often it is looked at")
    func crashLoop() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        log.append(Self.refusal, at: KubeletLog.noon)
        await reader.read()
        log.restart()
        log.append(Self.refusal, at: KubeletLog.noon + 5)
        log.isRunning = false
        for _ in 0..<3 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 2])
        // Two more runs end between two readings: the kubelet keeps the last one, and the gap is told.
        log.restart()
        log.restart()
        log.append(Self.refusal, at: KubeletLog.noon + 9)
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 3] && reader.gaps > 0)
    }

    @Test("a rotated log is told as a gap, and its new lines are counted once")
    func rotation() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(41))
        let failure =
            """
            E1124 12:00:00.000000       1 authentication.go:64] Request authentication failed: token not found in cache
            """
        log.append(failure, at: KubeletLog.noon)
        await reader.read()
        log.rotate()
        log.append(failure, at: KubeletLog.noon + 1_000_000_000)
        for _ in 0..<3 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 2] && reader.gaps == 1)
    }

    @Test("a burst beyond the tail is found by its time, once")
    func burst() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(31))
        log.append(KubeletLog.firstLine, at: KubeletLog.noon)
        await reader.read()
        for index in 1...5_000 {
            log.append(
                "W1124 12:00:00.000000       1 jwt_token.go:52] token not found in cache",
                at: KubeletLog.noon + Int64(index) * 1_000)
        }
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 5_000] && reader.gaps == 0)
    }

    @Test("a quiet log costs one request a reading")
    func quiet() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        log.append(KubeletLog.firstLine, at: KubeletLog.noon)
        for _ in 0..<5 { await reader.read() }
        #expect(log.requests == 5 && reader.counts.isEmpty)
    }

    @Test("a cursor of an older ksfleet, a time without a line, is gone on from")
    func oldCursor() async throws {
        let log = KubeletLog()
        var reader = Reader(log: log, version: version(34))
        for index in 0..<3 { log.append(Self.refusal, at: KubeletLog.noon + Int64(index)) }
        reader.cursors = [LogCursor(podUID: "pod-0", restarts: 0, timestamp: KubeletLog.stamp(KubeletLog.noon + 1))]
        for _ in 0..<2 { await reader.read() }
        #expect(reader.counts == [.tokenNotInCache: 1] && reader.gaps == 0)
    }

    @Test("versions are told by their numbers, and by the layout where there are none")
    func counting() {
        func counting(_ version: KubeSphereVersion?, _ layout: ConfigLayout?) -> String {
            "\(LogClassifier.Counting(version: version, layout: layout))"
        }
        #expect(
            [30, 31, 32, 33, 34, 41, 42].map { counting(version($0), nil) } == [
                "authentication", "warnings", "warnings", "warnings", "warnings", "authentication", "authentication",
            ])
        #expect(
            [counting(nil, .issuer), counting(nil, .oauthOptions), counting(nil, nil)] == [
                "authentication", "both", "either",
            ])
    }
}

/// SplitMix64: a failing seed can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
