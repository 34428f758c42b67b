import Fleet
import FleetMonth
import FoundationEssentials
import Testing

@Suite("Secrets are taken out of texts from outside")
struct SecretFilterTests {
    private static let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJrc2ZsZWV0In0.c2lnbmF0dXJlLXRoYXQtcHJvdmVz"
    private let filter = SecretFilter([
        SecretValue("Bearer \(token)"), SecretValue("pw-5"), SecretValue("Basic YWxhZGRpbjpzZXNhbWU="),
    ])

    /// No eight characters in a row of a secret are left.
    private func isClean(_ text: String) -> Bool {
        let secret = Array(Self.token.lowercased())
        let lowered = text.lowercased()
        return (0...(secret.count - 8)).allSatisfy { !lowered.contains(String(secret[$0..<($0 + 8)])) }
    }

    @Test(
        "whole, cut, wrapped, in capitals, in JSON and in a URL",
        arguments: [
            "Authorization: Bearer \(token)", "\(token.prefix(30))…", "…\(token.suffix(20))",
            "sig=\(token.split(separator: ".")[2])&x",
            token.uppercased(),
            "\"\(token.prefix(40))\\n\(token.dropFirst(40))\"", "a\(token)\(token)b",
            String(token.dropFirst(7).prefix(9)),
        ])
    func parts(text: String) {
        let clean = filter.apply(text)
        #expect(isClean(clean) && clean.contains(SecretFilter.placeholder), "\(clean)")
        #expect(filter.finds(in: Array(text.utf8)))
    }

    @Test("in base64, wherever it begins, in either alphabet", arguments: 0..<3, ["+/", "-_"])
    func base64(offset: Int, alphabet: String) {
        let secret = "pass?>word~~and>>more??"
        let letters = Array(alphabet)
        let encoded = Data((String(repeating: "x", count: offset) + secret + "xyz").utf8).base64EncodedString()
            .replacing("+", with: String(letters[0])).replacing("/", with: String(letters[1]))
        let clean = SecretFilter([SecretValue(secret)]).apply(encoded)
        #expect(clean.replacing(SecretFilter.placeholder, with: "").count <= 10, "\(clean)")
    }

    @Test("a secret that is base64, in the other alphabet")
    func otherAlphabet() {
        #expect(SecretFilter([SecretValue("ab+/cd+/ef+/")]).apply("x ab-_cd-_ef-_ y") == "x <secret> y")
    }

    @Test("percent-encoded, in capitals and small letters", arguments: ["p%40ss%20w%2Frd", "p%40ss%20w%2frd"])
    func percent(text: String) {
        #expect(SecretFilter([SecretValue("p@ss w/rd")]).apply("https://u:\(text)@a/") == "https://u:<secret>@a/")
    }

    @Test("what stands around it stays, to the letter")
    func around() {
        #expect(filter.apply("é before \(Self.token), after 中文") == "é before <secret>, after 中文")
        #expect(filter.apply("pw-5 and YWxhZGRpbjpzZXNhbWU=!") == "<secret> and <secret>!")
    }

    @Test(
        "other texts are left as they are",
        arguments: ["", "x", "Bearer tokens are wanted", "Unauthorized: signature is invalid", "pw-4", "c2lnbmF"])
    func others(text: String) {
        #expect(filter.apply(text) == text && !filter.finds(in: Array(text.utf8)))
    }

    @Test("without secrets, or with nothing but short ones, nothing is taken out")
    func none() {
        #expect(SecretFilter([]).apply(Self.token) == Self.token)
        #expect(SecretFilter([SecretValue(""), SecretValue("abc")]).apply("abc") == "abc")
    }

    @Test("any stretch of a secret, anywhere in any text, leaves no eight characters of it", arguments: 0..<8)
    func fuzz(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let alphabet = Array("abcXYZ0189.-_ é\n\"{}")
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                text += String(
                    (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                        alphabet.randomElement(using: &random)
                    })
                let start = Int.random(in: 0..<Self.token.count, using: &random)
                text += Self.token.dropFirst(start).prefix(Int.random(in: 0...90, using: &random))
            }
            #expect(isClean(filter.apply(text)))
        }
    }
}
