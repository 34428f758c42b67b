#!/bin/bash
# The figures of docs/performance.md: release builds, against a simulated fleet in a process of its own.
# usage: scripts/bench.sh [MEMBERS [LOG_MEBIBYTES]]
set -euo pipefail
cd "$(dirname "$0")/.."
members=${1:-600} mebibytes=${2:-1024}
command -v rg >/dev/null || { [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq ripgrep >/dev/null; } || echo "ripgrep is not installed: its figure is left out"
swift build -c release --product bench-round
swift build -c release --product bench-logs
swift build -c release --product fleet-simulator
programs=$(swift build -c release --show-bin-path)
work=$(mktemp -d)
trap 'kill %1 2>/dev/null || true; rm -rf "$work"' EXIT

echo "== machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "== rounds over $members members and their host (bench-round; the simulator runs beside it on the same cores)"
"$programs/fleet-simulator" --members "$members" --kubeconfig "$work/kubeconfig" >"$work/out" </dev/null &
for _ in $(seq 600); do grep -q '^ready' "$work/out" && break; sleep 0.1; done
# As the unit starts the agent.
MALLOC_ARENA_MAX=2 "$programs/bench-round" "$work/kubeconfig" 6
kill %1; wait %1 2>/dev/null || true

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
