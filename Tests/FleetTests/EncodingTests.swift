import Fleet
import Testing

@Suite("Hashes and escapes")
struct EncodingTests {
    /// The test vectors of draft-eastlake-fnv.
    @Test(
        "FNV-1a gives what others compute",
        arguments: [
            ("", 0x811C_9DC5 as UInt32, 0xCBF2_9CE4_8422_2325 as UInt64), ("a", 0xE40C_292C, 0xAF63_DC4C_8601_EC8C),
            ("foobar", 0xBF9C_F968, 0x8594_4171_F739_67E8),
        ])
    func fnv(text: String, short: UInt32, long: UInt64) {
        #expect(FNV1a.hash32(text.utf8) == short)
        #expect(FNV1a.hash64(text.utf8) == long)
    }

    @Test("what is escaped is read back", arguments: ["", "plain", "a b", "100%", "ü?#\n", "%41"])
    func roundTrip(text: String) {
        let escaped = PercentEncoding.encode(text) { (0x61...0x7A).contains($0) }
        #expect(escaped.utf8.allSatisfy { (0x61...0x7A).contains($0) || "%0123456789ABCDEF".utf8.contains($0) })
        #expect(PercentEncoding.decode(escaped) == text)
    }

    @Test("a percent sign that begins no escape is refused", arguments: ["%", "%4", "%zz", "a%", "%4g", "%%41"])
    func malformed(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}
