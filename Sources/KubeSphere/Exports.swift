// Whoever imports this needs what it is made of.
@_exported public import GoReading
@_exported public import KubeSphereConfig
@_exported public import KubeSphereLogs
