import Testing

@testable import FleetSimulator

@Suite("Texts are read and written as Go does")
struct TextTests {
    @Test(
        "durations are written as time.Duration does",
        arguments: [
            (0, "0s"), (7_200, "7.2µs"), (250_000_000, "250ms"), (1_500_000_000, "1.5s"), (3_600_000_000_000, "1h0m0s"),
            (3_600_753_311_936, "1h0m0.753311936s"), (-1_000_000_000, "-1s"), (90_000_000_000, "1m30s"),
        ])
    func writesDurations(_ nanoseconds: Int, _ text: String) {
        #expect(GoText.duration(nanoseconds: nanoseconds) == text)
    }

    @Test(
        "times are civil dates in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_481_556, "2026-11-24T00:52:36Z"),
        ])
    func writesTimes(_ seconds: Int, _ text: String) {
        #expect(Timestamp(seconds: seconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.seconds == seconds)
    }

    // Measured on 3.4.1: see the notes on values beside the recorded logs.
    @Test(
        "the max age is read as viper reads it",
        arguments: [
            ("0", 0), ("0s", 0), ("0h", 0), ("0m0s", 0), ("'0'", 0), ("0.0", 0), ("false", 0),
            ("2h", 7_200_000_000_000), ("7200", 7_200),
            ("-1s", -1_000_000_000), ("null", 7_200_000_000_000),
        ])
    func readsMaxAge(_ value: String, _ nanoseconds: Int) throws {
        let text = ConfigurationText.replacing(
            "accessTokenMaxAge", with: value, in: ConfigurationText.healthy(version: .v3_4, role: .member, secret: "s"))
        #expect(try ServerConfiguration.load(text, version: .v3_4).accessTokenMaxAge == nanoseconds)
    }

    @Test("a max age that is no duration ends the process with its fatal line", arguments: ["bogus", "''"])
    func refusesMaxAge(_ value: String) throws {
        let text = ConfigurationText.replacing(
            "accessTokenMaxAge", with: value, in: ConfigurationText.healthy(version: .v3_4, role: .member, secret: "s"))
        let failure = #expect(throws: StartFailure.self) { try ServerConfiguration.load(text, version: .v3_4) }
        let quoted = value == "''" ? "" : value
        #expect(
            failure?.output(at: Timestamp(seconds: 1_795_478_748)) == [
                """
                F1124 00:05:48.000000       1 server.go:46] Failed to load configuration from disk: 1 error(s) decoding:
                """,
                "",
                """
                * error decoding 'authentication.OAuthOptions.AccessTokenMaxAge': time: invalid duration \"\(quoted)\"
                """,
            ])
    }

    @Test("the last of two equal keys counts, and keys have no case")
    func lastKeyWins() throws {
        let text =
            "authentication:\n  JWTSecret: s\n  oauthOptions:\n    accessTokenMaxAge: 2h\n    accessTokenMaxAge: 0\n"
        #expect(try ServerConfiguration.load(text, version: .v3_4).accessTokenMaxAge == 0)
    }

    @Test("4.1 refuses equal keys")
    func refusesEqualKeys() {
        let text = "authentication:\n  issuer:\n    jwtSecret: s\n    jwtSecret: t\n"
        #expect(throws: StartFailure.self) { try ServerConfiguration.load(text, version: .v4_1) }
    }

    @Test("managed fields move to who changes them, and vanish with the last field")
    func managedFields() throws {
        let first = FieldManager(name: "first")
        var object: JSON = ["apiVersion": "v1", "metadata": ["name": "x", "labels": ["a": "1"]], "data": ["k": "v"]]
        ManagedFields.update(&object, from: nil, by: first, at: Timestamp(seconds: 1))
        var changed = object
        changed[["data", "k"]] = "w"
        ManagedFields.update(&changed, from: object, by: FieldManager(name: "second"), at: Timestamp(seconds: 2))
        let entries = try #require(changed[["metadata", "managedFields"]]?.array)
        #expect(entries.map { $0["manager"] } == ["first", "second"])
        #expect(entries[0]["fieldsV1"] == ["f:data": [:], "f:metadata": ["f:labels": [".": [:], "f:a": [:]]]])
        #expect(entries[1]["fieldsV1"] == ["f:data": ["f:k": [:]]])
    }

    @Test(
        "JSON patches apply as kube-apiserver applies them",
        arguments: [
            (#"[{"op":"add","path":"/a/c","value":1}]"#, #"{"a":{"b":"x","c":1},"l":[1,2]}"#),
            (#"[{"op":"replace","path":"/a/new","value":1}]"#, #"{"a":{"b":"x","new":1},"l":[1,2]}"#),
            (#"[{"op":"remove","path":"/a/b"}]"#, #"{"a":{},"l":[1,2]}"#),
            (#"[{"op":"add","path":"/l/-","value":3}]"#, #"{"a":{"b":"x"},"l":[1,2,3]}"#),
            (#"[{"op":"move","from":"/a/b","path":"/m~1n"}]"#, #"{"a":{},"l":[1,2],"m/n":"x"}"#),
            (#"[{"op":"test","path":"/a","value":{"b":"x"}}]"#, #"{"a":{"b":"x"},"l":[1,2]}"#),
        ])
    func patches(_ patch: String, _ result: String) throws {
        let target = try JSON(parsing: Array(#"{"a":{"b":"x"},"l":[1,2]}"#.utf8))
        let patched = try JSONPatch(parsing: Array(patch.utf8)).applied(to: target)
        #expect(patched == (try JSON(parsing: Array(result.utf8))))
    }

    @Test(
        "JSON patches that do not apply are refused",
        arguments: [
            #"[{"op":"test","path":"/a/b","value":"y"}]"#, #"[{"op":"remove","path":"/a/z"}]"#,
            #"[{"op":"add","path":"/z/y","value":1}]"#,
            #"[{"op":"nonsense","path":"/a"}]"#, #"[{"op":"replace","path":"/l/7","value":1}]"#,
        ])
    func refusesPatches(_ patch: String) throws {
        let target = try JSON(parsing: Array(#"{"a":{"b":"x"},"l":[1,2]}"#.utf8))
        #expect(throws: JSONPatchError.self) { try JSONPatch(parsing: Array(patch.utf8)).applied(to: target) }
    }

    @Test(
        "JSON text survives a round trip",
        arguments: [
            #"{"a":[1,-2.5e3,true,false,null],"b":"\"\\\n\tü€😀"}"#, "[]", #"{"":{}}"#,
        ])
    func roundTrip(_ text: String) throws {
        let value = try JSON(parsing: Array(text.utf8))
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test("what is not JSON is refused", arguments: ["", "{", "[1,]", "{\"a\":}", "nul", "1 2", "\"\\u12\""])
    func refusesText(_ text: String) {
        #expect(throws: JSONParseError.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test(
        "selectors",
        arguments: [
            ("app=x", true), ("app==x,tier!=y", true), ("app in (x, z)", true), ("app notin (x)", false),
            ("!missing", true),
            ("missing", false),
        ])
    func selectors(_ text: String, _ matches: Bool) throws {
        let selector = try Selector(labels: text)
        #expect(selector.matches { ["app": "x", "tier": "backend"][$0] } == matches)
    }
}
