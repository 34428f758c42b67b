#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <linux/memfd.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// prctl(2) takes a variable list of arguments, which Swift does not import.
static inline int ksfleet_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// memfd_create(2) is a GNU extension, which Swift's Glibc does not import; syscall(2) takes a variable list of arguments.
static inline int ksfleet_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC); }

/// posix_spawn_file_actions_addclosefrom_np (glibc 2.34) is a GNU extension, which Swift's Glibc does not import.
static inline int ksfleet_close_all_but_standard(posix_spawn_file_actions_t *actions) {
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
}
