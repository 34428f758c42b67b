import ConfigurationFiles
import Fleet
import Foundation
import KubeSphere
import Linux
import NIOPosix
import Rounds

/// Rounds over every context of a kubeconfig, as the agent makes them: the first cold, the others warm. Figures are of
/// this process alone.
@main
enum RoundBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("usage: bench-round KUBECONFIG [ROUNDS]")
            exit(64)
        }
        let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 5 : 5
        OpenFiles.raiseLimit()
        var configuration = AgentConfiguration()
        configuration.kubeconfigs = [arguments[1]]
        configuration.host = ClusterID("host")
        let roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        var memories: [ClusterID: ProbeMemory] = [:]
        print(
            String(
                format: "kubeconfig of %d contexts loaded: %.3f s CPU, peak %.1f MiB", roster.clusters.count,
                processorSeconds(), peakMebibytes()))
        print(
            """
            round  clusters  health                          wall s   CPU s   CPU ms/cluster  peak MiB   now MiB  \
            anonymous
            """
        )
        for number in 1...rounds {
            let before = processorSeconds()
            let result = await FleetRound(roster: roster, configuration: configuration, key: FingerprintKey()).run(
                memories: &memories)
            let used = processorSeconds() - before
            let count = Double(max(1, result.outcomes.count))
            print(
                String(
                    format: "%-5@  %8d  %-30@  %6.3f  %6.3f  %14.3f  %8.1f  %8.1f  %9.1f",
                    (number == 1 ? "cold" : "warm") as NSString, result.outcomes.count,
                    result.summary as NSString, result.elapsed, used, used * 1000 / count, peakMebibytes(),
                    mebibytes("VmRSS:"), mebibytes("RssAnon:")))
        }
        await roster.shutdown()
    }

    /// User and system time of this process, seconds.
    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        return seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    /// `VmHWM`, the highest resident size so far, `VmRSS`, that of this moment, and `RssAnon`, what of it is not pages
    /// of files: those of the program's own file count as resident while nobody else needs the memory (proc(5)).
    private static func peakMebibytes() -> Double { mebibytes("VmHWM:") }

    private static func mebibytes(_ field: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        return (line?.split(separator: " ").dropFirst().first).flatMap { Double($0) }.map { $0 / 1024 } ?? 0
    }
}
