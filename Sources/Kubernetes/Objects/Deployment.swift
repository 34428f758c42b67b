package import Fleet

/// An `apps/v1` Deployment, as far as its rollout and its containers go.
package struct Deployment: Decodable, Hashable, Sendable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: Status?

    package struct Spec: Decodable, Hashable, Sendable {
        /// The API server fills in 1 where it was not given.
        package var replicas: ForeignCount?
        package var selector: LabelSelector
        package var strategy: Strategy?
        package var template: PodTemplate
    }

    package struct LabelSelector: Decodable, Hashable, Sendable {
        package var matchLabels: [String: String]?
    }

    package struct Strategy: Decodable, Hashable, Sendable {
        package struct RollingUpdate: Decodable, Hashable, Sendable {
            package var maxSurge: IntOrString?
        }

        /// `RollingUpdate` or `Recreate`.
        package var type: String?
        package var rollingUpdate: RollingUpdate?
    }

    package struct PodTemplate: Decodable, Hashable, Sendable {
        package struct Spec: Decodable, Hashable, Sendable {
            package var containers: [Container]
        }

        package var metadata: ObjectMeta?
        package var spec: Spec
    }

    package struct Status: Decodable, Hashable, Sendable {
        package var observedGeneration: ForeignCount?
        /// An absent count is zero, for these and the next three.
        package var replicas: ForeignCount?
        package var updatedReplicas: ForeignCount?
        package var readyReplicas: ForeignCount?
        package var availableReplicas: ForeignCount?
        package var conditions: [Condition]?
    }

    package struct Condition: Decodable, Hashable, Sendable {
        /// `Available`, `Progressing` or `ReplicaFailure`.
        package var type: String
        /// `True`, `False` or `Unknown`.
        package var status: String
        package var reason: String?
        package var message: String?
    }
}

/// A container of a pod template.
package struct Container: Decodable, Hashable, Sendable {
    package struct Variable: Decodable, Hashable, Sendable {
        package var name: String
        /// nil where it comes from elsewhere (`valueFrom`).
        package var value: String?
    }

    /// A ConfigMap or Secret each of whose keys becomes a variable.
    package struct VariableSource: Decodable, Hashable, Sendable {
        package struct Reference: Decodable, Hashable, Sendable { package var name: String? }

        package var configMapRef: Reference?
        package var secretRef: Reference?
    }

    package var name: String
    package var image: String?
    package var command: [String]?
    package var args: [String]?
    package var env: [Variable]?
    package var envFrom: [VariableSource]?
}
