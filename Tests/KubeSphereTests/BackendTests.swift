import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("Which service did not answer")
struct BackendTests {
    @Test(
        "a service is named by its address, and by nothing else",
        arguments: [
            ("dial tcp 10.96.34.71:6379: connect: connection refused", .redisUnreachable), ("EOF", .redisUnreachable),
            ("read tcp 10.0.0.2:51000->10.96.34.71:6379: i/o timeout", .redisUnreachable),
            ("dial tcp: lookup redis.kubesphere-system.svc on 10.96.0.10:53: no such host", .redisUnreachable),
            ("dial tcp 10.0.0.1:16380: i/o timeout", .redisUnreachable),
            ("NOAUTH Authentication required.", .redisRefused),
            ("redis: connection pool timeout", .redisUnreachable),
            ("WRONGPASS invalid username-password pair or user is disabled.", .redisRefused),
            ("ERR Client sent AUTH, but no password is set", .redisRefused),
            ("write tcp 10.0.0.2:6379->10.0.0.9:9200: connection reset by peer", .backendUnreachable),
            (
                "LDAP Result Code 200 \"Network Error\": dial tcp 192.0.2.10:389: connect: connection refused",
                .ldapUnreachable
            ),
            ("dial tcp: lookup openldap.kubesphere-system.svc on 10.96.0.10:53: no such host", .ldapUnreachable),
            ("dial tcp 10.0.0.3:636: i/o timeout", .ldapUnreachable),
            (
                "Get \"https://10.96.0.1:443/api/v1/users\": dial tcp 10.96.0.1:443: connect: connection refused",
                .kubernetesUnreachable
            ),
            ("dial tcp 10.0.0.1:6443: i/o timeout", .kubernetesUnreachable),
            ("dial tcp [fd00::1]:6379: i/o timeout", .redisUnreachable),
            (
                """
                Get \"https://idp.example.com/.well-known/openid-configuration\": dial tcp 192.0.2.10:443: i/o timeout
                """,
                .identityProviderUnreachable
            ),
            (
                "Get \"https://idp.example.com/.well-known\": dial tcp 192.0.2.10:443: i/o timeout",
                .identityProviderUnreachable
            ),
            ("Get \"https://sso.example.com/\": dial tcp 192.0.2.10:443: i/o timeout", .identityProviderUnreachable),
            (
                """
                oauth2: cannot fetch token: Post \"https://github.com/login/oauth/access_token\": dial tcp \
                192.0.2.11:443: i/o timeout
                """,
                .identityProviderUnreachable
            ),
            (
                """
                Post https://sso.corp.example:8443/realms/x/protocol: dial tcp: lookup sso.corp.example on \
                10.96.0.10:53: no such host
                """,
                .identityProviderUnreachable
            ),
            ("dial tcp: lookup keycloak.corp.example on 10.96.0.10:53: no such host", .identityProviderUnreachable),
            ("dial tcp: lookup accounts.corp.example on 10.96.0.10:53: no such host", .identityProviderUnreachable),
            (
                "Get \"https://accounts.corp.example/who\": dial tcp 192.0.2.12:443: i/o timeout",
                .identityProviderUnreachable
            ),
            ("dial tcp: lookup people.corp.example on 10.96.0.10:53: no such host", .ldapUnreachable),
            ("dial tcp 192.0.2.10:443: i/o timeout", .backendUnreachable),
            ("Get \"https://files.example.com/x\": dial tcp 192.0.2.10:443: i/o timeout", .backendUnreachable),
            ("dial tcp 10.233.0.1:443: i/o timeout", .kubernetesUnreachable),
            ("Get \"https://kubernetes.default.svc/x\": dial tcp 10.96.0.7:443: i/o timeout", .kubernetesUnreachable),
            ("dial tcp [fd00:10::1]:443: i/o timeout", .kubernetesUnreachable),
            ("Get https://: dial tcp 192.0.2.10:8443: i/o timeout", .backendUnreachable),
            ("dial tcp 10.0.0.4:3306: i/o timeout", .backendUnreachable),
            ("dial tcp: i/o timeout", .backendUnreachable), ("i/o timeout", .backendUnreachable),
            ("dial tcp", .backendUnreachable), ("dial tcp 10.0.0.1:99999999999999999999: x", .backendUnreachable),
            ("token not found in cache", .tokenNotInCache), ("something new", .other),
        ] as [(String, FailureCause)])
    func addresses(text: String, cause: FailureCause) {
        let backends = BackendAddresses(
            redisHost: "redis.kubesphere-system.svc", redisPort: "16380", directories: ["people.corp.example"],
            identityProviders: ["accounts.corp.example"])
        #expect(FailureCause(message: text, backends: backends) == cause)
    }

    @Test("the document's own identity providers are known by their hosts")
    func document() throws {
        let document = try ConfigDocument(
            parsing: """
                authentication:
                  jwtSecret: 0123456789abcdef
                  oauthOptions:
                    identityProviders:
                    - {name: l, type: LDAPIdentityProvider, provider: {host: 'People.corp.example:1389'}}
                    - {name: o, type: OIDCIdentityProvider, provider: {issuer: 'https://Door.corp.example:8443/x', \
                redirectURL: 'https://console.corp.example', endpoint: {tokenURL: 'https://t.corp.example/a'}}}
                    - 7
                    - {name: n}
                """)
        let expected = BackendAddresses(
            directories: ["people.corp.example"], identityProviders: ["door.corp.example", "t.corp.example"])
        #expect(document.backends == expected)
    }

    @Test("a name that was looked up is shown where it is one, and hidden where it may be anything")
    func lookedUp() {
        let words = { (name: String) in
            StartFault(
                log:
                    """
                    E1130 10:00:00.000000 1 run.go:74] \"command failed\" err=\"failed to create cache, error: dial \
                    tcp: lookup \(name): no such host\"
                    """
            )?.text ?? ""
        }
        #expect(words("redis.kubesphere-system.svc").contains("redis.kubesphere-system.svc"))
        for name in ["PlAnTeDsEcReT9", "plantedsecret9", "redis.PlAnTeDsEcReT.svc", "x7f9q2"] {
            #expect(!words(name).lowercased().contains(name.lowercased()), "\(name)")
        }
    }
}
