import AsyncHTTPClient
import ChildPrograms
import Foundation
import NIOCore
import NIOHTTP1

/// The member as a host's dispatcher sees it: requests with a host's token through the service proxy, by `kubectl
/// proxy` on a private socket.
struct Outside: Sendable {
    struct Answer: Equatable {
        let status: Int
        let words: String
    }

    let socket: String
    let proxy: Program.Running

    init(_ kubectl: Kubectl) async throws {
        socket = kubectl.folder.appending(path: "p.sock").path
        proxy = try kubectl.program.launch(kubectl.options + ["proxy", "--unix-socket", socket])
        let socket = socket
        try await Deadline.wait(for: "kubectl proxy", seconds: 30) {
            let answer = try? await Self.get("/version", token: nil, socket: socket)
            return answer?.status == 200 ? nil : "\(answer.map { "\($0.status)" } ?? "no answer")"
        }
    }

    /// What ks-apiserver says to a token. Its version endpoint is allowed to everybody whose token is good, and to
    /// whoever has none.
    func ask(_ token: String, isVersion4: Bool) async throws -> Answer {
        let path =
            "/api/v1/namespaces/\(Kubectl.namespace)/services/:ks-apiserver:/proxy"
            + (isVersion4 ? "/version" : "/kapis/version")
        return try await Self.get(path, token: token, socket: socket)
    }

    private static func get(_ path: String, token: String?, socket: String) async throws -> Answer {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
        request.headers.add(name: "Host", value: "localhost")
        if let token { request.headers.add(name: "X-KubeSphere-Authorization", value: "Bearer \(token)") }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: Int(response.status.code), words: String(buffer: body))
    }
}

extension Outside {
    enum Expected: Equatable {
        case accepted
        case refused(String)
        case silent
    }

    /// Waits until the member answers so many times in a row as it should: a Service has several pods behind it.
    func wait(until expected: Expected, secret: String, _ text: ConfigText, times: Int, seconds: Double = 180)
        async throws
    {
        var held = 0
        try await Deadline.wait(for: "the member, seen from outside, to be \(expected)", seconds: seconds) {
            let signed = try await ask(HostToken.signed(with: secret, issuer: text.issuer), isVersion4: text.isVersion4)
            held = Self.holds(expected, signed) ? held + 1 : 0
            return held >= times ? nil : "\(signed.status)"
        }
        guard expected == .accepted else { return }
        // Without any token it answers 200 as well: only a refusal beside it shows that tokens are looked at.
        let wrong = try await ask(
            HostToken.signed(with: HostToken.otherSecret, issuer: text.issuer), isVersion4: text.isVersion4)
        guard wrong.status == 401 else { throw Trouble("a mis-signed token got \(wrong.status), not 401") }
    }

    private static func holds(_ expected: Expected, _ answer: Answer) -> Bool {
        switch expected {
        case .accepted: answer.status == 200
        case .refused(let words): answer.status == 401 && answer.words.contains(words)
        case .silent: answer.status == 502 || answer.status == 503
        }
    }
}
