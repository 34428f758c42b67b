#define _GNU_SOURCE
#include "SystemProcess.h"
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int ksfleet_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int ksfleet_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int ksfleet_close_all_but_standard(void *actions) { return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1); }
