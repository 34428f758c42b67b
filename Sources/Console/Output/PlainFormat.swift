import ArgumentParser

/// Formats of what is no list.
package enum PlainFormat: String, ExpressibleByArgument, CaseIterable { case table, json }
