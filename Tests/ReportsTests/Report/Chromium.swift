import ChildPrograms
import Foundation

/// Debian's Chromium without a window, with a profile of its own and a network that leads nowhere.
struct Chromium {
    static let path = "/usr/bin/chromium"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    let folder: String

    /// What a page gave: what the browser said, and what its console holds.
    struct Visit {
        let output: String
        /// Errors and refusals of the page: scripts, blocked loads, network.
        let console: [String]
    }

    func visit(_ page: String, _ arguments: String...) async throws -> Visit {
        let profile = folder + "/profile-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: profile) }
        let common = [
            // --no-sandbox: tests run as root, in containers; the page is our own.
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--no-default-browser-check", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--proxy-server=127.0.0.1:9",
            "--allow-file-access-from-files", "--enable-logging=stderr", "--user-data-dir=\(profile)",
        ]
        let result = try await Program(name: Self.path, environment: ["HOME": folder]).run(
            common + arguments + ["file://\(page)"])
        return Visit(
            output: result.output,
            console: result.errors.split(separator: "\n").filter { $0.contains(":CONSOLE:") }.map(String.init))
    }

    /// How many sheets of A4 a page takes on paper, and the file.
    func print(_ page: String, to file: String) async throws -> (pages: Int, visit: Visit) {
        let visit = try await visit(page, "--print-to-pdf=\(file)", "--no-pdf-header-footer")
        let document = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        return (document.matches(of: /\/Type ?\/Page\b/).count, visit)
    }

    /// A picture of a page.
    func photograph(_ page: String, to file: String, width: Int, height: Int, dark: Bool = false) async throws -> Visit
    {
        let size = ["--screenshot=\(file)", "--window-size=\(width),\(height)"]
        return dark
            ? try await visit(page, size[0], size[1], "--force-dark-mode") : try await visit(page, size[0], size[1])
    }

    /// How much wider than its window of `width` a page is, in pixels.
    func overflow(_ page: String, width: Int) async throws -> Int? {
        let frame = """
            <!DOCTYPE html><meta charset="utf-8"><body><iframe id="f" src="file://\(page)" width="\(width)" \
            height="800" style="border:0"></iframe>
            <script>f.onload=()=>{const d=f.contentDocument.documentElement;document.body.dataset.overflow='overflow \
            '+(d.scrollWidth-d.clientWidth)+' px'}</script>
            """
        return try await measured(frame, /overflow (-?\d+) px/)
    }

    /// How many colours a picture has, counted on a grid of its pixels.
    func colours(in picture: String) async throws -> Int? {
        let data = try Data(contentsOf: URL(filePath: picture)).base64EncodedString()
        let page = """
            <!DOCTYPE html><meta charset="utf-8"><body><img id="i" src="data:image/png;base64,\(data)"><script>
            onload=()=>{const c=document.createElement('canvas');c.width=i.naturalWidth;c.height=i.naturalHeight;const \
            x=c.getContext('2d');
            x.drawImage(i,0,0);const d=x.getImageData(0,0,c.width,c.height).data,s=new Set();for(let \
            p=0;p<d.length;p+=28)s.add(d[p]<<16|d[p+1]<<8|d[p+2]);
            document.body.innerHTML='';document.body.dataset.colours='colours '+s.size+' in all'}</script>
            """
        return try await measured(page, /colours (\d+) in all/)
    }

    /// The colour of a picture's first pixel: the page's ground.
    func ground(of picture: String) async throws -> Int? {
        let data = try Data(contentsOf: URL(filePath: picture)).base64EncodedString()
        let page = """
            <!DOCTYPE html><meta charset="utf-8"><body><img id="i" src="data:image/png;base64,\(data)"><script>
            onload=()=>{const c=document.createElement('canvas');c.width=1;c.height=1;const \
            x=c.getContext('2d');x.drawImage(i,0,0);
            const d=x.getImageData(0,0,1,1).data;document.body.innerHTML='';document.body.dataset.ground='ground \
            '+(d[0]+d[1]+d[2])+' of 765'}</script>
            """
        return try await measured(page, /ground (\d+) of 765/)
    }

    private func measured(_ html: String, _ pattern: Regex<(Substring, Substring)>) async throws -> Int? {
        let page = folder + "/measure-\(UUID().uuidString).html"
        try html.write(toFile: page, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: page) }
        return try await visit(page, "--dump-dom", "--virtual-time-budget=10000").output.firstMatch(of: pattern).flatMap
        { Int($0.1) }
    }
}
