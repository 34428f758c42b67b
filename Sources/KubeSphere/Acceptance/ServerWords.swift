package import Fleet
import FoundationEssentials
package import Kubernetes

/// What a server calls its objects is kept, shown and compared: only what has the shape that API servers write, so that
/// a server or a proxy that repeats what it was sent puts nothing of it there.
package enum ServerWords {
    /// A UUID (k8s.io/apimachinery, pkg/util/uuid), or a plain name where something else makes them; empty where the
    /// server names none.
    ///
    /// - Parameter answer: whose credentials are in use: a uid that is one of them, or a part, is refused.
    package static func uid(of namespace: Reading<Namespace>, in answer: Reading<Answer>) -> Reading<String> {
        switch namespace {
        case .failed(let fault): return .failed(fault)
        case .value(let namespace):
            let uid = namespace.metadata.uid ?? ""
            let isKnown = UUID(uuidString: uid) != nil || answer.value?.repeatsCredential(in: uid) == false
            guard uid.isEmpty || (isUID(uid) && isKnown) else {
                return .failed(
                    Fault(
                        .malformedAnswer,
                        "the uid of namespace kube-system is neither a UUID, as API servers write it, nor a plain name")
                )
            }
            return .value(uid)
        }
    }

    package static func isUID(_ text: String) -> Bool { UUID(uuidString: text) != nil || isPlainName(text) }

    /// Small letters, digits and hyphens, shorter than a token in hexadecimal (32): no JWT, no header looks so.
    private static func isPlainName(_ text: String) -> Bool {
        let bytes = text.utf8
        let isWord = bytes.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isWord && (1..<32).contains(bytes.count) && text.contains { $0.isLetter }
    }

    /// Digits (etcd's revision); empty where the server names none, or something else.
    static func resourceVersion(of object: ObjectMeta) -> String { resourceVersion(object.resourceVersion ?? "") }

    package static func resourceVersion(_ version: String) -> String {
        let isOne =
            version.utf8.count <= 20 && version.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isOne ? version : ""
    }
}
