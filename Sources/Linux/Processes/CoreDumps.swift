import SystemProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A core of this process would hold jwtSecrets, tokens and client keys.
package enum CoreDumps {
    /// Forbids them, whatever limits and core_pattern say, and reading the process's memory (ptrace, /proc/PID/mem) to
    /// others of the same user. The limit of 0 is for programs that take cores through a pipe and look at it. Called
    /// first of all in a program.
    package static func forbid() {
        _ = ksfleet_forbid_dumps()
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        // Where Swift's backtracer is installed its handlers wait for a child that may not look into this process: a
        // crash would hang, and systemd would never start the program again.
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
    }
}
