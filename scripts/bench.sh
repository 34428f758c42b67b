#!/bin/bash
# The figures of docs/internals/performance.md: release builds, against a simulated fleet in a process of its own.
# usage: scripts/bench.sh [CONTEXTS... ]      rounds over so many contexts each (100 600 1000 2000)
#   BUILD=debug         with the debug build, to see that the programs work; their figures mean nothing. Release programs are linked statically.
#   LOG_MEBIBYTES=1024  YEAR_CLUSTERS=1000  YEAR_DAYS=365
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-release}
[ $# -gt 0 ] || set -- 100 600 1000 2000
mebibytes=${LOG_MEBIBYTES:-1024}
command -v rg >/dev/null || { [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq ripgrep >/dev/null; } || echo "ripgrep is not installed: its figure is left out"
products=(bench-round bench-logs bench-history fleet-simulator agentctl)
if [ "$build" = debug ]; then
  for product in "${products[@]}"; do swift build --product "$product"; done
  programs=$(swift build --show-bin-path)
else
  scripts/release.sh "${products[@]}"
  programs=$PWD/.build-release/release
fi
work=$(mktemp -d)
trap 'kill %1 2>/dev/null || true; rm -rf "$work"' EXIT
# Every context is a connection, and a listening socket of the simulator.
ulimit -n "$(ulimit -Hn)"

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
for contexts in "$@"; do
  echo "== rounds over $contexts contexts (bench-round; the simulator runs beside it on the same cores)"
  "$programs/fleet-simulator" --members "$((contexts - 1))" --kubeconfig "$work/kubeconfig" >"$work/out" </dev/null &
  for _ in $(seq 1200); do grep -q '^ready' "$work/out" && break; sleep 0.1; done
  # As the unit starts the agent.
  MALLOC_ARENA_MAX=2 "$programs/bench-round" "$work/kubeconfig" 6
  kill %1; wait %1 2>/dev/null || true
done

echo "== a year of ${YEAR_CLUSTERS:-1000} clusters, a round every 30 s, under the default retention"
"$programs/bench-history" make "$work/year.sqlite" "${YEAR_CLUSTERS:-1000}" "${YEAR_DAYS:-365}"
"$programs/bench-history" query "$work/year.sqlite"
"$programs/bench-history" replay "$work/year.sqlite"

# Wall time of a whole program, the median of 21 runs, milliseconds.
cold() {
  for _ in $(seq 21); do
    local began=$EPOCHREALTIME
    "$@" >/dev/null 2>&1
    local ended=$EPOCHREALTIME
    awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.1f\n", (b - a) * 1000 }'
  done | sort -n | sed -n 11p
}
echo "== programs from their start to their end, ms"
echo "agentctl version: $(cold "$programs/agentctl" version)"
echo "agentctl status, ${YEAR_CLUSTERS:-1000} clusters: $(cold "$programs/agentctl" status --db "$work/year.sqlite")"
"$programs/bench-history" make "$work/ten.sqlite" 10 30 >/dev/null
echo "agentctl status, 10 clusters: $(cold "$programs/agentctl" status --db "$work/ten.sqlite")"
for kind in all incidents failures config actions probes; do
  echo "agentctl history --kind $kind --since 365d: $(cold "$programs/agentctl" history --db "$work/year.sqlite" --kind $kind --since 365d)"
done
if command -v kubectl >/dev/null; then echo "kubectl version --client: $(cold kubectl version --client)"; fi

echo "== retention on that file"
"$programs/bench-history" retain "$work/year.sqlite"
rm -f "$work"/*.sqlite*

echo "== counting failures in $mebibytes MiB of log, one core, the file in the page cache"
"$programs/bench-logs" make "$work/log" "$mebibytes"
cat "$work/log" >/dev/null
for _ in 1 2 3; do "$programs/bench-logs" count "$work/log"; done
timed() {
  local began=$EPOCHREALTIME
  "$@" >"$work/answer" || true
  local ended=$EPOCHREALTIME
  awk -v a="$began" -v b="$ended" -v n="$(stat -c %s "$work/log")" -v what="$1" -v got="$(cat "$work/answer")" \
    'BEGIN { printf "%s: %s lines, %.3f s, %.2f GB/s\n", what, got, b - a, n / (b - a) / 1e9 }'
}
patterns='authentication\.go:[0-9]+\]|jwt_token\.go:[0-9]+\]|jwt\.go:[0-9]+\]|multicluster\.go:[0-9]+\]'
for _ in 1 2 3; do timed grep -cE "$patterns" "$work/log"; done
if command -v rg >/dev/null; then for _ in 1 2 3; do timed rg -j1 -c "$patterns" "$work/log"; done; fi
