package import Fleet
package import FoundationEssentials

/// A Pod, as far as the state of its containers goes.
package struct Pod: Decodable, Hashable, Sendable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: Status?

    package struct Spec: Decodable, Hashable, Sendable {
        package struct ContainerName: Decodable, Hashable, Sendable {
            package var name: String
        }

        package var containers: [ContainerName]
    }

    package struct Status: Decodable, Hashable, Sendable {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
        package var phase: String?
        package var conditions: [Condition]?
        package var containerStatuses: [ContainerStatus]?
    }

    package struct Condition: Decodable, Hashable, Sendable {
        /// `PodScheduled`, `Ready`, …
        package var type: String
        /// `True`, `False` or `Unknown`.
        package var status: String
        package var reason: String?
        package var message: String?
    }

    package struct ContainerStatus: Decodable, Hashable, Sendable {
        package var name: String
        package var ready: Bool
        package var restartCount: ForeignCount
        /// As the runtime names it; a digest where it was pulled by one.
        package var image: String?
        package var state: ContainerState?
        /// The container's end before this run.
        package var lastState: ContainerState?
    }

    /// At most one of the three is set; none of them is a container that waits to be looked at.
    package struct ContainerState: Decodable, Hashable, Sendable {
        package struct Running: Decodable, Hashable, Sendable {
            package var startedAt: Date?
        }

        package struct Waiting: Decodable, Hashable, Sendable {
            package var reason: String?
            package var message: String?
        }

        package struct Terminated: Decodable, Hashable, Sendable {
            package var reason: String?
            package var exitCode: ForeignCount
            package var finishedAt: Date?
        }

        package var running: Running?
        package var waiting: Waiting?
        package var terminated: Terminated?
    }
}
