import Foundation
import KubeSphere
import Kubernetes
import Testing

@Suite("The rights that ksfleet uses")
struct AccessRuleTests {
    @Test("docs/rbac.yaml grants exactly what the doctor asks for")
    func manifest() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/rbac.yaml")
        let granted = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
            $0.contains("- {apiGroups")
        }.flatMap(Self.rights)
        let asked = (AccessRule.observing + AccessRule.hosting + AccessRule.repairing).map { rule in
            let attributes = rule.attributes
            let resource = attributes.subresource.map { "\(attributes.resource)/\($0)" } ?? attributes.resource
            return [attributes.group ?? "", resource, attributes.name ?? "", attributes.verb].joined(separator: " ")
        }
        #expect(Set(granted) == Set(asked))
        #expect(granted.count == asked.count)
    }

    /// `group resource name verb` for each combination in one rule of the manifest.
    private static func rights(_ line: Substring) -> [String] {
        func list(_ key: String) -> [String] {
            guard let start = line.range(of: "\(key): ["), let end = line[start.upperBound...].firstIndex(of: "]")
            else { return [""] }
            return line[start.upperBound..<end].split(separator: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            }
        }
        return list("apiGroups").flatMap { group in
            list("resources").flatMap { resource in
                list("resourceNames").flatMap { name in
                    list("verbs").map { [group, resource, name, $0].joined(separator: " ") }
                }
            }
        }
    }
}
