/// How long and how large one request may get.
package struct RequestLimits: Sendable {
    /// TCP and TLS handshakes together.
    package var connect: Duration
    /// From the call to the last byte of the answer's body, connecting included.
    package var request: Duration
    /// Bytes of an answer's body; a larger one is a fault.
    package var bodyBytes: Int

    package init(connect: Duration = .seconds(5), request: Duration = .seconds(15), bodyBytes: Int = 4 << 20) {
        self.connect = connect
        self.request = request
        self.bodyBytes = bodyBytes
    }
}
