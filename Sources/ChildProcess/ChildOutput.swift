import SystemProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a short-lived program printed.
package struct ChildOutput: Sendable {
    /// As a shell says it: 128 and the signal's number for a program that a signal ended.
    package let status: Int32
    package let output: [UInt8]
    package let errors: [UInt8]

    package struct Failure: Error { package let reason: String }

    /// Runs a program until it ends, in a process group of its own. Blocking.
    ///
    /// With posix_spawn: Foundation's Process would bring Foundation's whole run loop into the agent. swift-subprocess
    /// 1.0.2 ends the process that calls it, by SIGPIPE, where a program does not read its input, and ends no program
    /// with the process that started it.
    ///
    /// - Parameters:
    ///   - environment: all of it.
    ///   - input: its standard input, a file in memory: whether it is read or not, nobody waits for it. nil for none.
    ///   - limit: bytes of each stream; a program that prints more is ended.
    ///   - seconds: a program that takes longer is ended.
    ///   - onStart: is told its process group.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String], input: [UInt8]? = nil, limit: Int,
        seconds: Double,
        onStart: (Int32) -> Void = { _ in }
    ) throws(Failure) -> ChildOutput {
        let output = try Pipe()
        let errors = try Pipe()
        let file = try input.map { bytes throws(Failure) in try memoryFile(bytes) }
        defer { if let file { close(file) } }
        let child = try spawn(path, arguments, environment, file, output, errors)
        onStart(child)
        RunningChildren.add(child)
        defer { RunningChildren.remove(child) }
        output.closeWriting()
        errors.closeWriting()
        defer {
            output.closeReading()
            errors.closeReading()
        }
        do throws(Failure) {
            let deadline = now() + seconds
            let (out, err) = try collect(output, errors, limit: limit, until: deadline)
            return ChildOutput(status: try wait(child, until: deadline), output: out, errors: err)
        } catch {
            kill(-child, SIGKILL)
            reap(child)
            throw error
        }
    }

    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init() throws(Failure) {
            var ends: [Int32] = [-1, -1]
            // pipe2(2) is not imported; between pipe and fcntl another thread's child could inherit the ends, and would
            // only hold them open.
            guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
                throw Failure(reason: "could not be started: \(String(cString: strerror(errno)))")
            }
            (reading, writing) = (ends[0], ends[1])
        }

        func closeReading() { close(reading) }
        func closeWriting() { close(writing) }
    }

    private static func memoryFile(_ bytes: [UInt8]) throws(Failure) -> Int32 {
        let file = ksfleet_memory_file("input")
        guard file >= 0, write(file, bytes, bytes.count) == bytes.count, lseek(file, 0, SEEK_SET) == 0 else {
            let reason = String(cString: strerror(errno))
            if file >= 0 { close(file) }
            throw Failure(reason: "its input could not be kept: \(reason)")
        }
        return file
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ input: Int32?, _ output: Pipe,
        _ errors: Pipe
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)
        // NIO's sockets are inherited otherwise: connections to clusters, and ports that stay open as long as the
        // program runs.
        _ = ksfleet_close_all_but_standard(&actions)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        var result = posix_spawn(&child, path, &actions, &attributes, words, variables)
        // A program that is just being replaced is busy for a moment, as long as anybody holds it open for writing.
        for _ in 0..<50 where result == ETXTBSY {
            usleep(10_000)
            result = posix_spawn(&child, path, &actions, &attributes, words, variables)
        }
        guard result == 0 else { throw Failure(reason: "could not be started: \(String(cString: strerror(result)))") }
        return child
    }

    /// Reads both streams as they come, so that a program never waits for us with a full pipe.
    private static func collect(_ output: Pipe, _ errors: Pipe, limit: Int, until deadline: Double) throws(Failure) -> (
        [UInt8], [UInt8]
    ) {
        var collected: [Int32: [UInt8]] = [output.reading: [], errors.reading: []]
        var open = [output.reading, errors.reading]
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while !open.isEmpty {
            let left = deadline - now()
            guard left > 0 else { throw Failure(reason: "took too long and was ended") }
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, nfds_t(polled.count), Int32(min(left * 1000 + 1, 60_000))) >= 0 || errno == EINTR else {
                throw Failure(reason: "could not be listened to: \(String(cString: strerror(errno)))")
            }
            for descriptor in polled where descriptor.revents != 0 {
                let count = read(descriptor.fd, &buffer, buffer.count)
                if count > 0 {
                    collected[descriptor.fd]? += buffer[..<count]
                } else {
                    open.removeAll { $0 == descriptor.fd }
                }
                guard collected[descriptor.fd]?.count ?? 0 <= limit else {
                    throw Failure(reason: "printed more than \(limit) bytes and was ended")
                }
            }
        }
        return (collected[output.reading] ?? [], collected[errors.reading] ?? [])
    }

    /// A program may close its output and go on; nearly every one has ended by then, so that the first question is the
    /// last.
    private static func wait(_ child: pid_t, until deadline: Double) throws(Failure) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return exitStatus(status) }
            guard ended == 0 || errno == EINTR else {
                throw Failure(reason: "could not be waited for: \(String(cString: strerror(errno)))")
            }
            guard now() < deadline else { throw Failure(reason: "took too long and was ended") }
            poll(nil, 0, 5)
        }
    }

    /// Of a program that was just killed.
    private static func reap(_ child: pid_t) {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    /// As a shell says it: 128 and the signal's number for a program that a signal ended.
    private static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
