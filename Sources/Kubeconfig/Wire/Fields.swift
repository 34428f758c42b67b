/// A field of a query, unescaped.
package typealias QueryItem = (name: String, value: String)

/// A field of a header.
package typealias HeaderField = (name: String, value: String)
