#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Every cluster is a kept connection: a thousand of them are more than a shell's usual limit of open files.
package enum OpenFiles {
    /// Raises the soft limit to the hard one. Where that is refused the old limit holds, and connections that fail say
    /// so.
    package static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
