#pragma once

// What Swift's Glibc does not import. This header includes none of the system's: with _GNU_SOURCE they define other types (fd_set) than
// CDispatch has seen, and a program that imports both modules compiles or not, as the order of their building falls.

/// prctl(2), a variable list of arguments: PR_SET_DUMPABLE 0. Returns 0, or -1 with errno.
int ksfleet_forbid_dumps(void);

/// memfd_create(2), a GNU extension, closed on exec. Returns the file, or -1 with errno.
int ksfleet_memory_file(const char *name);

/// posix_spawn_file_actions_addclosefrom_np (glibc 2.34), a GNU extension: the child keeps 0, 1 and 2 alone.
/// `actions` is a posix_spawn_file_actions_t. Returns 0, or an error number.
int ksfleet_close_all_but_standard(void *actions);
