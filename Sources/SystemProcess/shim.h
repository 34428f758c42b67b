#pragma once
#include <sys/prctl.h>

/// prctl(2) takes a variable list of arguments, which Swift does not import.
static inline int ksfleet_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
