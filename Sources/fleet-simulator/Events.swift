import Dispatch
import Foundation

/// What the program waits for while it serves.
enum Events {
    case line(String)
    case stop

    /// Lines of standard input, and one `stop` at SIGINT, SIGTERM or after so many seconds. The end of input is no
    /// event.
    static func stream(seconds: Int?) -> AsyncStream<Events> {
        AsyncStream { continuation in
            // Dispatch sources may be cancelled from any thread; their type does not say so.
            nonisolated(unsafe) let sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number)
                source.setEventHandler { continuation.yield(.stop) }
                source.resume()
                return source
            }
            // readLine blocks: it gets a thread of its own, not one of the concurrency pool's.
            Thread.detachNewThread {
                while let line = readLine() { continuation.yield(.line(line)) }
            }
            let timer = seconds.map { seconds in
                Task {
                    try await Task.sleep(for: .seconds(seconds))
                    continuation.yield(.stop)
                }
            }
            continuation.onTermination = { _ in
                for source in sources { source.cancel() }
                timer?.cancel()
            }
        }
    }
}

/// Standard output, unbuffered: who reads it waits for lines.
enum Output {
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
