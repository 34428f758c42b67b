#!/bin/bash
# How long a member is refused, from its fault to the proof that access is back, with an agent in auto mode and the real programs.
# Prints a line a repair: all of it, the rollout in it, and what is left over the bound of docs/internals/performance.md: one interval + the rollout
# + 5 s. Arguments: repairs (5), interval in seconds (5), rollout in seconds (2).
# PROGRAMS is the folder of agentd, agentctl and fleet-simulator (the debug build).
set -euo pipefail
cd "$(dirname "$0")/.."
repairs=${1:-5} interval=${2:-5} rollout=${3:-2}
PATH=$(cd "${PROGRAMS:-$(swift build --show-bin-path)}" && pwd):$PATH
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
mkfifo "$work/commands"
fleet-simulator --members "$repairs" --versions 3.4 --rollout "${rollout}s" --kubeconfig "$work/kubeconfig" <"$work/commands" >"$work/fleet" &
exec 9>"$work/commands"
for _ in $(seq 100); do grep -q '^ready' "$work/fleet" && break; sleep 0.1; done
printf 'kubeconfigs: [kubeconfig]\nhost: auto\nstate: .\npolicy: policy.yaml\ncontrol: {socket: agent.sock}\ninterval: %ss\n' "$interval" >"$work/agent.yaml"
printf 'rules: [{causes: [token-not-in-cache], mode: auto, after: {probes: 1}}]\nlimits: {unhealthyCeiling: 100%%}\n' >"$work/policy.yaml"
export KSFLEET_SOCKET=$work/agent.sock
agentd --config "$work/agent.yaml" --log-level error &
until agentctl agent 2>/dev/null | grep healthy >/dev/null; do sleep 0.1; done

# An event's id is its time in microseconds since 1970.
moment() { agentctl events -o jsonl --after "$1" | grep "\"cluster\":\"$2\"" | grep "$3" | grep "$4" | head -n 1 | sed -n 's/.*"id":\([0-9]*\).*/\1/p'; }
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b - a) / 1e6 }'; }
printf 'member\tfault_to_proof_s\trollout_s\tbound_s\tfault_to_closed_s\n'
for number in $(seq "$repairs"); do
  member=$(sed -n 's/^.*name: \(member-0*'"$number"'\)$/\1/p' "$work/kubeconfig" | head -n 1)
  # Somewhere in the interval, not always at its beginning.
  sleep "$(awk -v i="$interval" -v s="$RANDOM" 'BEGIN { printf "%.2f", i * s / 32768 }')"
  broken=$(date +%s%6N)
  echo "break $member max-age" >&9
  until closed=$(moment "$broken" "$member" run-ended proved) && [ -n "$closed" ]; do sleep 0.2; done
  proof=$(moment "$broken" "$member" '"step":"prove"' '"phase":"done"')
  from=$(moment "$broken" "$member" '"step":"rollout"' '"phase":"intended"') to=$(moment "$broken" "$member" '"step":"rollout"' '"phase":"done"')
  took=$(seconds "$from" "$to")
  printf '%s\t%s\t%s\t%s\t%s\n' "$member" "$(seconds "$broken" "$proof")" "$took" "$(awk -v i="$interval" -v r="$took" 'BEGIN { print i + r + 5 }')" "$(seconds "$broken" "$closed")"
done
