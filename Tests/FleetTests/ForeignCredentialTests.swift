import Fleet
import Testing

@Suite("Credentials of others are taken out of texts from outside")
struct ForeignCredentialTests {
    @Test(
        "by the name before them, and of a URL user and password",
        arguments: [
            ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic <secret>"),
            ("proxy-authorization: Bearer abc.def, again", "proxy-authorization: Bearer <secret> again"),
            ("X-KubeSphere-Authorization: abc1", "X-KubeSphere-Authorization: <secret>"),
            ("Authorization: Digest username=\"bob\", response=\"1f\"\nnext", "Authorization: Digest<secret>\nnext"),
            ("GET /x?token=YYY&page=2 failed", "GET /x?token=<secret>&page=2 failed"),
            ("access_token%3DYYY", "access_token%3D<secret>"),
            (#"{"accessToken": "a b", "code":401}"#, #"{"accessToken": "<secret>", "code":401}"#),
            (#"{\"password\":\"pw\",\"x\":1}"#, #"{\"password\":\"<secret>\",\"x\":1}"#),
            ("&quot;secret&quot;:&quot;a&quot;", "&quot;secret&quot;:&quot;<secret>&quot;"),
            ("password: hunter", "password: <secret>"), ("PASSWORD = hunter2;", "PASSWORD = <secret>"),
            ("login?user=bob&pass=x&key=y", "login?user=bob&pass=<secret>&key=<secret>"),
            ("Cookie: a=b; c=d\nHost: x", "Cookie: <secret>\nHost: x"),
            ("Get \"https://u:PW@proxy/x\": EOF", "Get \"https://<secret>@proxy/x\": EOF"),
            ("https://u:p/w@proxy:80/x", "https://<secret>@proxy:80/x"),
            ("redis://:PW@r:6379", "redis://<secret>@r:6379"),
            ("bearer 12345678 refused", "bearer <secret> refused"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln!", "got <secret>!"),
        ])
    func hidden(text: String, shown: String) { #expect(ForeignCredentials.hidden(in: text) == shown) }

    @Test(
        "what servers say of credentials stays, and so do addresses",
        arguments: [
            "", "Unauthorized: token not found in cache", "jwt: token is expired by 3h", "Bearer token is wanted",
            "failed to get token: signature is invalid", "oauth2: cannot fetch token: 401 Unauthorized",
            "dial tcp 10.0.0.1:6379: connect: connection refused", "secrets \"x\" not found",
            "Get \"https://10.0.0.1:6443/api/v1?timeout=5s\": EOF", "https://host:8443/a@b",
            "NOAUTH Authentication required.",
            "Authorization: missing", "the key: x, the code: y", "OOMKilled", "token=", "password:", "://@", "eyJ",
            "token: <secret>",
        ])
    func kept(text: String) { #expect(ForeignCredentials.hidden(in: text) == text) }
}
