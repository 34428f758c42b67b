import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("A history that cannot be used", .timeLimit(.minutes(10)))
struct StoreTroubleTests {
    private static let fleet = FleetConfiguration.scene([("edge-1", .v3_4, nil)])

    private func overwrite(_ path: String, at offset: Int, with byte: UInt8, count: Int) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(repeating: byte, count: count))
        try file.close()
    }

    /// What the write-ahead log still holds would hide what is done to the file.
    private func settle(_ file: String) async throws {
        #expect(
            try await Program(name: "/usr/bin/sqlite3").run([file, "PRAGMA wal_checkpoint(TRUNCATE)"]).output
                == "0|0|0\n")
    }

    @Test("a damaged file is found at the start, before anything is probed, and is left as it is")
    func damaged() async throws {
        try await Scene.with(Self.fleet) { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let file = scene.path("history.sqlite")
            try await settle(file)
            // Every page but the first, which says that this is a database.
            let size = try Data(contentsOf: URL(filePath: file)).count
            try overwrite(file, at: 4096, with: 0xA5, count: size - 4096)
            let before = try Data(contentsOf: URL(filePath: file))
            for cluster in scene.fleet.clusters { try await cluster.forgetRequests() }
            let refused = try await scene.agentd("--once")
            #expect(
                refused.status == 78 && refused.errors.contains("is damaged")
                    && refused.errors.contains("restore a backup"), "\(refused)")
            for cluster in scene.fleet.clusters { #expect(try await cluster.requests().total == 0) }
            #expect(try Data(contentsOf: URL(filePath: file)) == before)
        }
    }

    @Test(
        """
        a file of a newer version, another program's, none at all, and no directory: each says what it is and what to do
        """
    )
    func refused() async throws {
        try await Scene.with(Self.fleet) { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let file = scene.path("history.sqlite")
            try await settle(file)
            // user_version stands at byte 60 of the header, application_id at byte 68 (SQLite, "Database File Format",
            // 1.3).
            try overwrite(file, at: 60, with: 0x01, count: 1)
            let newer = try await scene.agentd("--once")
            #expect(
                newer.status == 78 && newer.errors.contains("newer-schema")
                    && newer.errors.contains("Run that version or a later one"), "\(newer)")
            try overwrite(file, at: 60, with: 0x00, count: 1)
            #expect(try await scene.agentd("--once").status == 0)
            try await settle(file)
            try overwrite(file, at: 68, with: 0x01, count: 4)
            let foreign = try await scene.agentd("--once")
            #expect(foreign.status == 78 && foreign.errors.contains("another program"), "\(foreign)")
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
            try """
            no database at all, and longer than a header of a hundred bytes, so that SQLite looks at it and says \
            that it is none. Really.
            """
            .write(
                toFile: file, atomically: true, encoding: .utf8)
            let garbage = try await scene.agentd("--once")
            #expect(garbage.status == 78 && garbage.errors.contains("is not a SQLite database"), "\(garbage)")
            try scene.write("agent.yaml", "kubeconfigs: [kubeconfig]\nstate: nowhere\ncontrol: {socket: off}\n")
            let missing = try await scene.agentd("--once")
            #expect(
                missing.status == 1 && missing.errors.contains("missing-directory")
                    && missing.errors.contains("Create it"), "\(missing)")
        }
    }

    @Test("--check-config says what of the history there is, what is kept, and why it could not be used")
    func check() async throws {
        try await Scene.with(Self.fleet) { scene in
            let first = try await scene.agentd("--check-config")
            #expect(first.status == 0 && first.output.contains("not created yet"), "\(first)")
            #expect(first.output.contains("single probes 14 days, hours 90 days, all 400 days"))
            _ = try await scene.agentd("--once")
            #expect(try await scene.agentd("--check-config").output.contains("history.sqlite  0 MiB"))
            try await settle(scene.path("history.sqlite"))
            try overwrite(scene.path("history.sqlite"), at: 60, with: 0x01, count: 1)
            let check = try await scene.agentd("--check-config")
            #expect(check.output.contains("cannot be used: ") && check.status == 78, "\(check)")
        }
    }

    /// Root may write to any file; a user without rights stands in for the agent's.
    private static let setpriv = "/usr/bin/setpriv"
    private static let canChangeUser = getuid() == 0 && FileManager.default.isExecutableFile(atPath: setpriv)

    @Test(
        "a file that this user may not write is no reason to guess",
        .enabled(if: canChangeUser, "needs root, and setpriv of util-linux"))
    func readOnly() async throws {
        try await Scene.with(.scene([("edge-1", .v3_1, .maxAge)])) { scene in
            // Three rounds open an incident.
            for _ in 0..<3 { #expect(try await scene.agentd("--once").status == 0) }
            let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path)
            for name in names {
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scene.path(name))
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scene.folder.path)
            let agentd = Program.folder.appending(path: "agentd").path
            let user = ["--reuid=65534", "--regid=65534", "--clear-groups"]
            let refused = try await Program(name: Self.setpriv).run(
                user + [agentd, "--config", scene.path("agent.yaml"), "--once"])
            #expect(
                refused.status == 1 && refused.errors.contains("read-only")
                    && refused.errors.contains("Check the owner and mode"), "\(refused)")
            let agentctl = Program.folder.appending(path: "agentctl").path
            let read = try await Program(name: Self.setpriv).run(
                user + [agentctl, "status", "--db", scene.path("history.sqlite"), "--no-headers"])
            #expect(read.status == 0 && read.output.contains("edge-1"), "\(read)")
            let absent = try await Program(name: Self.setpriv).run(
                user + [agentctl, "status", "--db", scene.path("none.sqlite")])
            #expect(absent.status == 5 && absent.errors.contains("there is no history at"), "\(absent)")
            let acknowledged = try await Program(name: Self.setpriv).run(
                user + [agentctl, "incidents", "ack", "incident/1", "--db", scene.path("history.sqlite")])
            #expect(
                acknowledged.status == 4 && acknowledged.errors.contains("sudo systemctl start ksfleet-agent"),
                "\(acknowledged)")
            let backup = try await Program(name: Self.setpriv).run(
                user + [agentctl, "store", "backup", scene.path("b.sqlite"), "--db", scene.path("history.sqlite")])
            #expect(
                backup.status == 4
                    && backup.errors.contains("where the backup was to go, cannot be written by this user"), "\(backup)"
            )
        }
    }

    private static let canMount = getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/mount")

    @Test(
        "on a full disk the agent goes on probing and says so, and records again when there is room",
        .enabled(if: canMount, "needs root, to mount a small file system"))
    func fullDisk() async throws {
        try await Scene.with(.scene([("edge-1", .v3_1, .maxAge)])) { scene in
            try FileManager.default.createDirectory(atPath: scene.path("small"), withIntermediateDirectories: true)
            let mounted = try await Program(name: "/usr/bin/mount").run([
                "-t", "tmpfs", "-o", "size=1m", "tmpfs", scene.path("small"),
            ])
            guard mounted.status == 0 else {
                return withKnownIssue("no file system can be mounted here: \(mounted.errors)") {
                    Issue.record("not run")
                }
            }
            do {
                try await checkFullDisk(scene)
            } catch {
                _ = try await Program(name: "/usr/bin/umount").run(["-l", scene.path("small")])
                throw error
            }
            _ = try await Program(name: "/usr/bin/umount").run(["-l", scene.path("small")])
        }
    }

    private func checkFullDisk(_ scene: Scene) async throws {
        try scene.write(
            "agent.yaml", "kubeconfigs: [kubeconfig]\nstate: small\ncontrol: {socket: agent.sock}\ninterval: 1s\n")
        func failures() async throws -> Int {
            let csv = try await scene.agentctl(
                "history", "--db", scene.path("small/history.sqlite"), "--kind", "failures", "-o", "csv", "--limit", "0"
            ).output
            return csv.split(whereSeparator: \.isNewline).dropFirst().compactMap { Int($0.split(separator: ",")[3]) }
                .reduce(0, +)
        }
        let agent = try Program(name: "agentd").launch(["--config", scene.path("agent.yaml")])
        #expect(try await eventually { try await scene.agentctl("agent").output.contains("1 failing") })
        // All the room that is left, and none for a page of sent tokens either.
        #expect(FileManager.default.createFile(atPath: scene.path("small/filler"), contents: nil))
        let filler = try FileHandle(forWritingTo: URL(filePath: scene.path("small/filler")))
        while (try? filler.write(contentsOf: Data(repeating: 1, count: 4096))) != nil {}
        try? filler.close()
        await scene.fleet.sendUserRequests()
        #expect(try await eventually { try await scene.agentctl("agent").output.contains("NOT RECORDED") })
        let state = try await scene.agentctl("agent", "-o", "json").output
        #expect(state.contains("\"disk-full\"") && state.contains("shorten the retention"), "\(state)")
        let doctor = try await scene.agentctl("doctor", "--only", "agent", "--only", "disk")
        #expect(
            doctor.status == 10 && doctor.output.contains("NOT RECORDED") && doctor.output.contains("fail\tdisk"),
            "\(doctor)")
        await scene.fleet.sendUserRequests()
        try FileManager.default.removeItem(atPath: scene.path("small/filler"))
        #expect(try await eventually { try await !scene.agentctl("agent").output.contains("NOT RECORDED") })
        #expect(try await agent.stop().status == 0)
        _ = try await scene.agentd("--once")
        // The agent's own tokens of the rounds that were not recorded are none of theirs.
        let counted = try await failures()
        #expect((1...2).contains(counted), "\(counted)")
        #expect(try await scene.agentctl("store", "check", "--db", scene.path("small/history.sqlite")).status == 0)
    }

    private func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if try await holds() { return true }
        }
        return false
    }
}
