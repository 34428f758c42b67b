package import Fleet
import FoundationEssentials
package import Kubernetes

/// What a server calls its objects is kept, shown and compared: only what has the shape that API servers write, so that
/// a server or a proxy that repeats what it was sent puts nothing of it there.
package enum ServerWords {
    /// A UUID (k8s.io/apimachinery, pkg/util/uuid); empty where the server names none.
    package static func uid(of namespace: Reading<Namespace>) -> Reading<String> {
        switch namespace {
        case .failed(let fault): return .failed(fault)
        case .value(let namespace):
            let uid = namespace.metadata.uid ?? ""
            guard uid.isEmpty || isUID(uid) else {
                return .failed(
                    Fault(
                        .malformedAnswer, "the uid of namespace kube-system is no UUID, as every API server writes one")
                )
            }
            return .value(uid)
        }
    }

    package static func isUID(_ text: String) -> Bool { UUID(uuidString: text) != nil }

    /// Digits (etcd's revision); empty where the server names none, or something else.
    static func resourceVersion(of object: ObjectMeta) -> String { resourceVersion(object.resourceVersion ?? "") }

    package static func resourceVersion(_ version: String) -> String {
        let isOne =
            version.utf8.count <= 20 && version.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isOne ? version : ""
    }
}
