import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Kubeconfig
@testable import Kubernetes

@Suite("Names and certificates from outside, at random", .timeLimit(.minutes(10)))
struct TLSFuzzTests {
    /// `FUZZ_ROUNDS` makes it longer.
    private static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 60

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func text(of alphabet: [String], upTo length: Int) -> String {
            (0..<Int.random(in: 0...length, using: &self)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &self)]
            }.joined()
        }
    }

    @Test(
        "a pattern matches by whole labels: what it matches has as many labels, and the same but perhaps for the first",
        arguments: 0..<8)
    func names(seed: Int) async {
        var random = Seeded(state: UInt64(seed))
        let alphabet = ["a", "b", "A", ".", ".", "*", "-", "_", "1", "é", "\u{301}", "\0", " "]
        var matched = 0
        for _ in 0..<(Self.rounds * 100) {
            let (name, pattern) = (random.text(of: alphabet, upTo: 7), random.text(of: alphabet, upTo: 7))
            guard ServerName(name).matches(pattern) else { continue }
            matched += 1
            let exact = name.utf8.elementsEqual(pattern.utf8) || name.lowercased() == pattern.lowercased()
            let bare = name.hasSuffix(".") ? String(name.dropLast()) : name
            let (wanted, given) = (labels(bare), labels(pattern))
            let byLabels =
                wanted.count == given.count && (given[0] == "*" || given[0] == wanted[0])
                && wanted.dropFirst() == given.dropFirst()
            #expect(exact || byLabels, "\(name.debugDescription) by \(pattern.debugDescription)")
            #expect(!pattern.isEmpty && (pattern != "*" || name == "*"))
        }
        #expect(matched > 0)
    }

    private func labels(_ name: String) -> [String] {
        name.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("damaged certificates, bundles and chains are refused or read, and end nothing", arguments: 0..<8)
    func certificates(seed: Int) async throws {
        var random = Seeded(state: UInt64(seed))
        let authority = try TestAuthority()
        let leaf = try #require(PEMBlock.all(in: Array(authority.issue().certificate.utf8)).first?.bytes)
        let pool = AnchorPool(pem: Array(authority.pem.utf8))
        func verify(_ chain: [[UInt8]]) -> CertificateProblem? {
            ChainVerifier(name: ServerName("localhost"), anchors: [pool], now: Date()).problem(with: chain)
        }
        #expect(verify([leaf]) == nil)
        for _ in 0..<Self.rounds {
            // The other tests have deadlines.
            await Task.yield()
            var damaged = leaf
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if damaged != leaf { #expect(verify([damaged]) != nil) }
            #expect(verify([leaf, damaged, Array(damaged.prefix(Int.random(in: 0...200, using: &random)))]) == nil)
            var pem = Array(authority.pem.utf8)
            pem[Int.random(in: 0..<pem.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            #expect(AnchorPool(pem: pem + Array("\n\(authority.pem)".utf8)).count >= 1)
        }
    }

    @Test("a server that makes up hundreds of issuers of one name is refused within its bounds")
    func manyIssuers() throws {
        let keys = (0..<6).map { _ in P256.Signing.PrivateKey() }
        let name = try DistinguishedName { CommonName("loop") }
        func certificate(_ index: Int, by signer: Int, isAuthority: Bool) throws -> [UInt8] {
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(keys[index].publicKey), notValidBefore: .now - 60,
                notValidAfter: .now + 3_600,
                issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    if isAuthority { Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) }
                    SubjectAlternativeNames([.dnsName("localhost")])
                },
                issuerPrivateKey: .init(keys[signer]))
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
        // Each key is signed by each of the others: the paths through them are 6!.
        var chain = [try certificate(0, by: 1, isAuthority: false)]
        for index in 0..<6 {
            for signer in 0..<6 where signer != index {
                for _ in 0..<10 { chain.append(try certificate(index, by: signer, isAuthority: true)) }
            }
        }
        let pool = AnchorPool(pem: Array(try TestAuthority().pem.utf8))
        let problem = ChainVerifier(name: ServerName("localhost"), anchors: [pool], now: Date()).problem(with: chain)
        #expect(problem != nil)
    }
}
