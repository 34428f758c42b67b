#!/bin/bash
# make demo: a simulated fleet, broken, diagnosed, repaired, on one screen and a half. DEMO=full shows every cause and every step; then
# `scripts/demo.sh see`, `repair` and `policy` show one part alone. Nothing outside this machine is touched; everything is gone when it ends.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/scripts/demo
. "$here/common.sh"
for part in brief see repair policy; do . "$here/$part.sh"; done

parts=${*:-brief}
if [ "${DEMO:-}" = full ] && [ $# = 0 ]; then parts="see repair policy"; fi
for part in $parts; do
  case $part in
    brief | see | repair | policy) "$part" ;;
    *) echo "there is no part $part; the parts are brief, see, repair, policy" >&2; exit 2 ;;
  esac
done
