import Linux
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("Who runs this process")
struct PeerNameTests {
    private static let own = "uid \(getuid()) gid \(getgid())"

    @Test("behind sudo the person is named, and beside them as whom they act")
    func sudo() {
        let alone = PeerName.ofThisProcess([:])
        #expect(alone.hasPrefix(Self.own + " ("))
        // 65534 is nobody (Debian policy, 9.2.2).
        #expect(PeerName.ofThisProcess(["SUDO_UID": "65534"]).hasPrefix(Self.own + " (nobody as "))
        for uid in ["", "-1", "x", "4294967294", "\(getuid())"] {
            #expect(PeerName.ofThisProcess(["SUDO_UID": uid]) == alone, "\(uid)")
        }
    }
}
