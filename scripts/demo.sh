#!/bin/bash
# See, then repair: simulated fleets, diagnosed by cause, remembered, one member repaired with proof. Nothing outside this machine is touched;
# everything is gone when it ends. `scripts/demo.sh see` and `scripts/demo.sh repair` show one part alone.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/scripts/demo
. "$here/common.sh"
. "$here/see.sh"
. "$here/repair.sh"

parts=${*:-see repair}
for part in $parts; do
  case $part in
    see | repair) "$part" ;;
    *) echo "there is no part $part; parts are see, repair" >&2; exit 2 ;;
  esac
done
