#!/bin/bash
# measure-start.sh: wall time of every agentctl command from its start to its end, the median of 21 runs, beside an agent that watches six clusters
# of the simulator, one of them broken. What a command asks of clusters or of the agent is in it. Release programs; docs/internals/performance.md keeps the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$(cd "${PROGRAMS:-.build-release/release}" && pwd)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
ln -s "$programs/ksfleet" "$work/agentctl"
mkfifo "$work/commands"
"$programs/fleet-simulator" --members 5 --kubeconfig "$work/kubeconfig" <"$work/commands" >"$work/out" &
exec 9>"$work/commands"
until grep -qx ready "$work/out"; do sleep 0.2; done
echo 'break member-02 max-age' >&9
cp Tests/Fixtures/policy/full.yaml "$work/full.yaml"
printf 'kubeconfigs: [kubeconfig]\nhost: host\ninterval: 2s\nstate: .\npolicy: policy.yaml\ncontrol: {socket: agent.sock}\n' >"$work/agent.yaml"
printf 'rules: [{causes: [token-not-in-cache], mode: suggest, after: {probes: 1}}]\n' >"$work/policy.yaml"
kubectl --kubeconfig "$work/kubeconfig" --context member-02 -n kubesphere-system logs deployment/ks-apiserver --timestamps >"$work/log"
cd "$work"
export KSFLEET_CONFIG=$work/agent.yaml KSFLEET_SOCKET=$work/agent.sock KSFLEET_DB=$work/history.sqlite
(exec -a agentd "$programs/ksfleet" --config agent.yaml --log-level error) &
until ./agentctl incidents --no-headers 2>/dev/null | grep member-02 >/dev/null; do sleep 0.5; done
sleep 3

median() {
  for _ in $(seq 21); do
    local began=$EPOCHREALTIME
    "$@" >/dev/null 2>"$work/error" || true
    local ended=$EPOCHREALTIME
    awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.1f\n", (b - a) * 1000 }'
  done | sort -n | sed -n 11p
}
while read -r line; do
  read -ra arguments <<<"$line"
  status=0
  ./agentctl "${arguments[@]}" >/dev/null 2>"$work/error" || status=$?
  printf '%s\tagentctl %s\texit %s\n' "$(median ./agentctl "${arguments[@]}")" "$line" "$status"
done <<'COMMANDS'
version
--help
completions bash
status
history
history --kind failures --since 24h
incidents
diff member-02
blame member-02
report --since 24h -o html
journal
journal verify
remediate list
remediate plan member-02
policy show
policy check policy.yaml
policy explain member-02
policy replay --since 24h --policy policy.yaml
logs analyze log
notify list
agent
events
store info
store check
doctor
probe
probe member-02
COMMANDS
echo "$(median kubectl version --client)	kubectl version --client"
