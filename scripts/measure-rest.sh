#!/bin/bash
# measure-rest.sh [CONTEXTS [MINUTES]]: an agent beside a simulated fleet for so long, and what its process alone took: CPU a round and a cluster,
# memory over the time. The line «rest» is an agent with two contexts; both run at once, since neither is busy. Release builds; docs/internals/performance.md
# keeps the figures.
set -euo pipefail
contexts=${1:-1000} minutes=${2:-60}
programs=$(cd "${PROGRAMS:-.build-release/release}" && pwd)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -Hn)"

fleet() { # NAME CONTEXTS
  mkdir -p "$work/$1/state"
  mkfifo "$work/$1/commands"
  "$programs/fleet-simulator" --members "$(($2 - 1))" --kubeconfig "$work/$1/kubeconfig" <"$work/$1/commands" >"$work/$1/out" &
  exec {held}>"$work/$1/commands"
  until grep -qx ready "$work/$1/out"; do sleep 0.2; done
  printf 'kubeconfigs: [kubeconfig]\nhost: host\ninterval: 30s\nstate: state\ncontrol:\n  socket: agent.sock\n' >"$work/$1/agent.yaml"
  (cd "$work/$1" && exec -a agentd "$programs/ksfleet" --config agent.yaml --log-level error) &
  agent=$!
}

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
kilobytes() { awk -v what="$2:" '$1 == what {print $2}' "/proc/$1/status"; }

fleet rest 2
rest=$agent
fleet all "$contexts"
all=$agent
sleep 120 # the first rounds: connections, certificates, history of contact
printf 'minute\tagent\tCPU ms a round\tRSS MiB\tpeak MiB\n'
declare -A before=([$rest]=$(ticks "$rest") [$all]=$(ticks "$all"))
for ((minute = 1; minute <= minutes; minute++)); do
  sleep 60
  for agent in "$rest" "$all"; do
    ((minute % 10 == 0 || minute == 1)) || continue
    now=$(ticks "$agent")
    name=$([ "$agent" = "$rest" ] && echo "2 contexts" || echo "$contexts contexts")
    awk -v minute="$minute" -v name="$name" -v ticks="$((now - ${before[$agent]}))" -v rss="$(kilobytes "$agent" VmRSS)" -v peak="$(kilobytes "$agent" VmHWM)" \
      'BEGIN {printf "%d\t%s\t%.1f\t%.1f\t%.1f\n", minute, name, ticks * 10 / (minute * 2), rss / 1024, peak / 1024}'
  done
done
for name in rest all; do (cd "$work/$name" && exec -a agentctl "$programs/ksfleet" status --db state/history.sqlite --no-headers | cut -f 1 | sort | uniq -c); done
