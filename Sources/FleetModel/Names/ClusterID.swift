/// A cluster as its operator calls it: the name of its kubeconfig context.
package struct ClusterID: RawRepresentable, Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ name: String) { rawValue = name }

    package var description: String { rawValue }

    package static func < (a: ClusterID, b: ClusterID) -> Bool { a.rawValue < b.rawValue }
}
