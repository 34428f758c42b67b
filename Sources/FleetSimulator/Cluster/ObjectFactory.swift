/// Makes the objects that a KubeSphere installation of one version and role has.
struct ObjectFactory {
    let version: SimulatedVersion
    let role: ClusterRole
    /// Who applied the manifests, as `managedFields` names it.
    let creator: String
    let created: Timestamp

    var deploymentName: String { version.deploymentName(role) }

    /// The labels of the pods, without the hash of their template.
    private var podLabels: JSON {
        var labels: JSON = ["app": .string(deploymentName), "tier": "backend"]
        if version == .v3_0 || version == .v3_1 { labels["version"] = .string(version.tag) }
        return labels
    }

    private var objectLabels: JSON {
        version.is3
            ? ["app": "ks-apiserver", "tier": "backend", "version": .string(version.tag)]
            : ["app": .string(deploymentName), "version": .string(version.tag)]
    }

    func metadata(_ name: String, namespace: String? = "kubesphere-system") -> JSON {
        var metadata: JSON = ["name": .string(name)]
        if let namespace { metadata["namespace"] = .string(namespace) }
        metadata["uid"] = .string(Names.uid())
        metadata["resourceVersion"] = "0"
        metadata["creationTimestamp"] = .string(created.rfc3339)
        return metadata
    }

    private func applied(_ fields: JSON, apiVersion: String = "v1") -> JSON {
        let manager = FieldManager(name: creator, operation: "Apply")
        return [ManagedFields.entry(manager, apiVersion: apiVersion, time: created, fields: fields)]
    }

    private func labelFields(_ labels: JSON) -> JSON {
        var fields: JSON = [:]
        for name in labels.strings.keys.sorted() { fields["f:" + name] = [:] }
        return fields
    }

    func namespace(_ name: String) -> JSON {
        var metadata = metadata(name, namespace: nil)
        metadata["labels"] = ["kubernetes.io/metadata.name": .string(name)]
        let fields: JSON = ["f:metadata": ["f:labels": [".": [:], "f:kubernetes.io/metadata.name": [:]]]]
        metadata["managedFields"] = [
            ManagedFields.entry(FieldManager(name: "kube-apiserver"), apiVersion: "v1", time: created, fields: fields)
        ]
        return [
            "kind": "Namespace", "apiVersion": "v1", "metadata": metadata, "spec": ["finalizers": ["kubernetes"]],
            "status": ["phase": "Active"],
        ]
    }

    func configMap(_ text: String) -> JSON {
        var metadata = metadata("kubesphere-config")
        metadata["managedFields"] = applied(["f:data": ["f:kubesphere.yaml": [:]]])
        return [
            "kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata, "data": ["kubesphere.yaml": .string(text)],
        ]
    }

    func service() -> JSON {
        var metadata = metadata("ks-apiserver")
        metadata["labels"] = version.is3 ? objectLabels : ["app": "ks-apiserver", "version": .string(version.tag)]
        var fields: JSON = [:]
        if version.is3 {
            metadata["annotations"] = ["kubernetes.io/created-by": "kubesphere.io/ks-apiserver"]
            fields["f:annotations"] = ["f:kubernetes.io/created-by": [:]]
        }
        fields["f:labels"] = labelFields(metadata["labels"] ?? [:])
        metadata["managedFields"] = applied(["f:metadata": fields, "f:spec": Templates.serviceSpecFields])
        let address = JSON.string("10.96.\(Int.random(in: 1..<250)).\(Int.random(in: 1..<250))")
        let selector: JSON = version.is3 ? podLabels : ["app": .string(deploymentName)]
        let spec: JSON = [
            "ports": [["protocol": "TCP", "port": 80, "targetPort": 9090]], "selector": selector, "clusterIP": address,
            "clusterIPs": [address], "type": "ClusterIP", "sessionAffinity": "None", "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster",
        ]
        return [
            "kind": "Service", "apiVersion": "v1", "metadata": metadata, "spec": spec, "status": ["loadBalancer": [:]],
        ]
    }

    func deployment(replicas: Int) -> JSON {
        let isAgent = version.runsControllerManager(role)
        var spec = isAgent ? Templates.agentDeploymentSpec : Templates.serverDeploymentSpec
        var fields = isAgent ? Templates.agentDeploymentFields : Templates.serverDeploymentFields
        spec["replicas"] = .int(replicas)
        spec["selector"] = ["matchLabels": podLabels]
        spec["template"] = template(spec[["template", "spec"]] ?? [:])
        if version == .v4_1 { spec[["strategy", "rollingUpdate"]] = ["maxUnavailable": 0, "maxSurge": 1] }
        fields["f:metadata"] = ["f:labels": labelFields(objectLabels)]
        fields[["f:spec", "f:template", "f:metadata"]] = ["f:labels": labelFields(podLabels)]
        if version == .v4_1 {
            fields[["f:spec", "f:strategy", "f:rollingUpdate"]] = ["f:maxSurge": [:], "f:maxUnavailable": [:]]
        }
        var metadata = metadata(deploymentName)
        metadata["generation"] = 1
        metadata["labels"] = objectLabels
        metadata["annotations"] = ["deployment.kubernetes.io/revision": "1"]
        metadata["managedFields"] = applied(fields, apiVersion: "apps/v1")
        return ["kind": "Deployment", "apiVersion": "apps/v1", "metadata": metadata, "spec": spec, "status": [:]]
    }

    private func template(_ podSpec: JSON) -> JSON {
        var spec = podSpec
        let containers = (spec["containers"]?.array ?? []).map { container in
            var container = container
            if let name = container["name"]?.string {
                container["image"] = .string("kubesphere/\(name):\(version.tag)")
            }
            if container["livenessProbe"] != nil {
                let path = version == .v4_1 && role == .host ? "/livez" : version.versionPath
                container[["livenessProbe", "httpGet", "path"]] = .string(path)
            }
            return container
        }
        spec["containers"] = .array(containers)
        return ["metadata": ["labels": podLabels], "spec": spec]
    }

    func replicaSet(_ name: String, hash: String, deployment: JSON, replicas: Int, at time: Timestamp) -> JSON {
        var metadata = metadata(name)
        metadata["creationTimestamp"] = .string(time.rfc3339)
        metadata["generation"] = 1
        var template = deployment[["spec", "template"]] ?? [:]
        template[["metadata", "labels", "pod-template-hash"]] = .string(hash)
        metadata["labels"] = template[["metadata", "labels"]]
        metadata["annotations"] = [
            "deployment.kubernetes.io/desired-replicas": .string(String(replicas)),
            "deployment.kubernetes.io/revision": deployment[[
                "metadata", "annotations", "deployment.kubernetes.io/revision",
            ]] ?? "1",
        ]
        metadata["ownerReferences"] = [Names.owner(deployment)]
        let spec: JSON = [
            "replicas": .int(replicas), "selector": ["matchLabels": metadata["labels"] ?? [:]], "template": template,
        ]
        let status: JSON = ["replicas": 0, "observedGeneration": 1]
        return ["kind": "ReplicaSet", "apiVersion": "apps/v1", "metadata": metadata, "spec": spec, "status": status]
    }
}

/// Names and identifiers as Kubernetes generates them.
enum Names {
    // Without vowels and look-alikes (k8s.io/apimachinery/pkg/util/rand).
    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    static func suffix(_ length: Int = 5) -> String {
        String((0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }

    static func uid() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map { String(digits.dropFirst($0).prefix($1 - $0)) }
            .joined(separator: "-")
    }

    /// The hash by which the pods of one template are told apart (FNV-1a over the template's text).
    static func hash(_ template: JSON) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in template.canonical.bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String((0..<10).map { alphabet[Int((value >> (UInt64($0) * 6)) % UInt64(alphabet.count))] })
    }

    static func owner(_ object: JSON) -> JSON {
        [
            "apiVersion": "apps/v1", "kind": object["kind"] ?? .null, "name": object[["metadata", "name"]] ?? .null,
            "uid": object[["metadata", "uid"]] ?? .null, "controller": true, "blockOwnerDeletion": true,
        ]
    }
}
