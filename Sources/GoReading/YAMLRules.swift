package import Fleet

/// Which of Go's YAML readers ks-apiserver reads its document with (go.mod of the versions: 3.x gopkg.in/yaml.v2, 4.x
/// yaml.v3).
///
/// They differ in what a text without quotes is (`yes`, a date), in keys that stand twice, and in where a merge key
/// counts.
package enum YAMLRules: Sendable {
    case yaml2, yaml3

    package init(_ version: KubeSphereVersion) { self = version.major >= 4 ? .yaml3 : .yaml2 }
}
