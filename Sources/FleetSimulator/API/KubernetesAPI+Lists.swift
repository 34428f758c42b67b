extension KubernetesAPI {
    /// GET of a collection: a list, or a watch.
    func list(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Outcome {
        do {
            let options = ListOptions(request)
            try options.check()
            let filter = try self.filter(request, path, kind)
            if options.isWatch { return watch(request, options, kind, filter) }
            return .reply(listed(try ListPage(store.list(kind, filter), request), request, kind))
        } catch {
            return .reply(error.reply)
        }
    }

    private func filter(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) throws(Refusal)
        -> ObjectFilter
    {
        do {
            return ObjectFilter(
                namespace: kind.isNamespaced ? path.namespace : nil,
                labels: try Selector(labels: request.query["labelSelector"] ?? ""),
                fields: try Selector(fields: request.query["fieldSelector"] ?? "", of: kind))
        } catch {
            throw Refusal(Failure.badRequest(error.text))
        }
    }

    private func listed(_ page: ListPage, _ request: HTTPRequest, _ kind: ObjectKind) -> Reply {
        if request.wantsTable {
            return .object(Table(kind, page.items, version: store.resourceVersion, page: page.metadata).json)
        }
        let isPartial = request.wantsMetadata
        let items = page.items.map { (object: JSON) -> JSON in
            if isPartial { return ["metadata": object["metadata"] ?? [:]] }
            var item = object
            // The items of a list of a built-in kind do not say what they are; custom ones do.
            if !kind.isCustom { (item["kind"], item["apiVersion"]) = (nil, nil) }
            return item
        }
        var metadata: JSON = ["resourceVersion": .string(String(store.resourceVersion))]
        for member in page.metadata.object?.members ?? [] { metadata[member.key] = member.value }
        return .object([
            "kind": .string(isPartial ? "PartialObjectMetadataList" : kind.kind + "List"),
            "apiVersion": .string(isPartial ? "meta.k8s.io/v1" : kind.apiVersion), "metadata": metadata,
            "items": .array(items),
        ])
    }
}
