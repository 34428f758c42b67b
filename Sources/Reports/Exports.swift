// Whoever imports this needs what it is made of.
@_exported public import Documents
