package import Fleet

/// A Namespace; that of kube-system has the uid that identifies a cluster.
package struct Namespace: Decodable, Hashable, Sendable {
    package var metadata: ObjectMeta
}

/// A ConfigMap. Its description and mirror leave out the data, which may hold secrets.
package struct ConfigMap: Decodable, Sendable {
    package var metadata: ObjectMeta
    package var data: [String: String]?
}

extension ConfigMap: CustomStringConvertible, CustomReflectable {
    package var description: String { "<ConfigMap \(metadata.name ?? "")>" }
    package var customMirror: Mirror { Mirror(self, children: ["metadata": metadata]) }
}

/// A Service, as far as it says which pods stand behind it.
package struct Service: Decodable, Hashable, Sendable {
    package struct Port: Decodable, Hashable, Sendable {
        package var name: String?
        package var port: ForeignCount
    }

    package struct Spec: Decodable, Hashable, Sendable {
        package var selector: [String: String]?
        package var ports: [Port]?
        /// `ClusterIP` where it is absent.
        package var type: String?
        /// Of type `ExternalName`: the name that it stands for.
        package var externalName: String?
    }

    package var metadata: ObjectMeta
    package var spec: Spec
}

/// A part of a Service's endpoints, as far as their readiness goes (discovery.k8s.io/v1).
package struct EndpointSlice: Decodable, Hashable, Sendable {
    package struct Endpoint: Decodable, Hashable, Sendable {
        package struct Conditions: Decodable, Hashable, Sendable {
            /// Absent means ready.
            package var ready: Bool?
        }

        package var conditions: Conditions?
    }

    package var endpoints: [Endpoint]?
}

/// A list of objects. `items` is empty where the server says null.
package struct ObjectList<Item: Decodable & Sendable>: Decodable, Sendable {
    package struct Meta: Decodable, Hashable, Sendable {
        package var resourceVersion: String?
        /// Set where there is a further page.
        package var `continue`: String?
    }

    package let metadata: Meta?
    package let items: [Item]

    private enum CodingKeys: String, CodingKey { case metadata, items }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decodeIfPresent(Meta.self, forKey: .metadata)
        items = try container.decodeIfPresent([Item].self, forKey: .items) ?? []
    }
}

extension ObjectList: Equatable where Item: Equatable {}

/// `25%` or `1`.
package enum IntOrString: Decodable, Hashable, Sendable {
    case int(Int)
    case string(String)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .int(number)
        } else {
            self = .string(try container.decode(String.self))
        }
    }
}
