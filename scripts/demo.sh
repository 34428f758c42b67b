#!/bin/bash
# A fleet with three members broken in different ways: diagnosed by cause, remembered, one repaired with proof. Nothing outside this
# machine is touched; everything is gone when it ends.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$(swift build --show-bin-path)
PATH=$programs:$PATH
work=$(mktemp -d)
trap 'kill %1 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@" || echo "(exit $?)"; }

say "A simulated fleet: a host and six members, KubeSphere 3.0 to 4.1, three of them broken"
fleet-simulator --members 6 --versions 3.0,3.1,3.4,3.1,3.4,4.1 --traffic 300ms --kubeconfig "$work/kubeconfig" \
  --break member-02=max-age --break member-03=secret-mismatch --break member-05=ks-apiserver-down </dev/null >"$work/fleet" &
for _ in $(seq 100); do grep -q '^ready' "$work/fleet" && break; sleep 0.1; done
cat "$work/fleet"

cat >"$work/agent.yaml" <<YAML
kubeconfigs: [kubeconfig]
host: auto
state: .
control: {socket: agent.sock}
incidents: {open: 2, close: 2}
YAML
export KSFLEET_DB=$work/history.sqlite KSFLEET_CONFIG=$work/agent.yaml

say "The agent probes every cluster, three rounds"
for _ in 1 2 3; do run agentd --config "$work/agent.yaml" --once --log-level warning; sleep 1; done

say "The fleet on one screen: who refuses the host's tokens, why, and what to do"
run agentctl status --explain

say "What is remembered"
run agentctl history --limit 12
run agentctl history --kind failures --limit 5

say "The plan for one member: the smallest edit, its cost, and every gate"
run agentctl remediate plan member-02

say "Carried out: each step journaled, access proved at the end"
run agentctl remediate apply member-02 --yes --reason "demo"

say "A host is never repaired: refused, with the reason"
run agentctl remediate apply host --yes --reason "demo"

say "The agent looks again, twice; the incident closes"
for _ in 1 2; do run agentd --config "$work/agent.yaml" --once --log-level warning; sleep 1; done
run agentctl status --explain
run agentctl diff member-02
run agentctl history --cluster member-02 --limit 20
run agentctl journal verify

say "Who wrote that key, what one probe says now, and what all of it stands on"
run agentctl blame member-02 accessTokenMaxAge
run agentctl probe member-03 --explain
run agentctl doctor member-02
run agentctl incidents show 1
if command -v kubectl >/dev/null; then
  kubectl --kubeconfig "$work/kubeconfig" --context member-03 -n kubesphere-system logs deploy/ks-apiserver --timestamps >"$work/ks-apiserver.log"
  run agentctl logs analyze "$work/ks-apiserver.log"
fi
