import ChildPrograms
import Foundation
import Testing

@Suite("The Debian package", .timeLimit(.minutes(10)))
struct PackageTests {
    /// With debug programs: they are there, and what is asked here is the same. `make deb-test` asks it of the release.
    @Test(
        """
        the same programs give the same package, lintian is content, and it is installed, run, upgraded, removed and \
        purged
        """,
        .enabled(if: SystemdTests.canBoot, "needs root and systemd to boot one in a namespace"))
    func life() async throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let environment = [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": FileManager.default.temporaryDirectory.path,
            "DEB_COMPRESSION": "none",
            // Debug programs load the toolchain's Swift runtime, which no package has.
            "DEB_SHLIBDEPS": "--ignore-missing-info",
            "DEB_LINTIAN":
                """
            --suppress-tags custom-library-search-path,undeclared-elf-prerequisites,\
            uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball
            """,
        ]
        let run = try await Program(name: repository.appending(path: "packaging/try.sh").path, environment: environment)
            .run([Program.folder.path])
        if run.status == 77 {
            withKnownIssue("systemd cannot be booted here: \(run.errors)") { Issue.record("not run") }
            return
        }
        #expect(run.status == 0 && run.output.contains("all checks passed"), "\(run.output)\n\(run.errors)")
    }
}
