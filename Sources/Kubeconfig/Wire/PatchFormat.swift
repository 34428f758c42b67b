/// The forms of a PATCH body (https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update).
package enum PatchFormat: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategicMerge = "application/strategic-merge-patch+json"
}
