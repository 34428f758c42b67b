#!/bin/bash
# test.sh ARGUMENTS: swift test on what is built. What failed is said once more at the end: the output of a whole run is long.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Real clusters are broken by `make real-test` alone, whatever the environment says.
swift test --skip-build --skip RealServersTests "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" != 0 ]; then
  printf '\n--- what failed ---\n'
  grep -aE -A 12 'recorded an issue|Time limit was exceeded|Fatal error' "$log" | grep -avE '^(✔|◇)|^--$' | cut -c 1-2000 | head -n 200
fi
exit "$status"
