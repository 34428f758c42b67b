import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Notifications
import Reports

struct NotifyTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Show what each route's receiver would get; send it with --send.",
        discussion: """
            The message tells of an invented incident, a repair and an end, marked as a test: nothing has happened, \
            and nothing of it is stored.

              agentctl notify test                     what every route would send
              agentctl notify test chat --send         send it to one

            The secrets of receivers are read, so the user must be one who may: sudo -u ksfleet agentctl notify test \
            --send

            Exit codes: 0 shown or delivered, 1 not delivered, 5 no such route, 78 the configuration is wrong.
            """)

    @Argument(help: "Only this route.", completion: .routes)
    var route: String?

    @Flag(name: .long, help: "Deliver it, too.")
    var send = false

    @OptionGroup(title: HelpSection.shared) var options: ConfigurationOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let routes = try chosen(try options.load().notifications)
            let sender = Sender(installation: nil, environment: ProcessInfo.processInfo.environment)
            var undelivered = 0
            for route in routes where try await !tell(route, sender) { undelivered += 1 }
            if undelivered > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    private func chosen(_ all: [NotificationRoute]) throws -> [NotificationRoute] {
        let routes = all.filter { route == nil || $0.route.name == route }
        guard routes.isEmpty else { return routes }
        let known = all.map(\.route.name).joined(separator: ", ")
        throw CommandFailure(
            .noSuchObject,
            route.map { "no route is called \(printable($0, limit: 60))" } ?? "no notifications are configured",
            hint: known.isEmpty ? "add notifications: to agent.yaml (docs/notifications.md)" : "the routes: \(known)")
    }

    private func tell(_ route: NotificationRoute, _ sender: Sender) async throws -> Bool {
        let name = printable(route.route.name)
        let message = route.sample(at: Date())
        let id = "test-\(Int(saturating: message.at.timeIntervalSince1970))"
        do {
            let receiver = try route.receiver()
            try StandardStream.output.write(
                "# \(name): \(printable(route.receiverText))\n\(try sender.preview(message, for: receiver, id: id))\n")
            guard send else { return true }
            try await sender.deliver(message, to: receiver, id: id)
            StandardStream.error.note("\(name): delivered")
            return true
        } catch let fault as Fault {
            StandardStream.error.note("\(name): cannot be used: \(fault.message)")
        } catch let failure as DeliveryFailure {
            StandardStream.error.note("\(name): not delivered: \(failure.description)")
        }
        return false
    }
}
