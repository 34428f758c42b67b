#!/bin/bash
# The second half of make demo: an agent with a policy. Three members break in different ways; one is repaired by the agent alone, one
# after a person has approved its plan, one is only told of. One repair is taken back. Nothing outside this machine is touched.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$(swift build --show-bin-path)
PATH=$programs:$PATH
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@" || echo "(exit $?)"; }
# Waits until a command's output holds a text; a minute at most.
await() { local text=$1; shift; for _ in $(seq 300); do "$@" 2>/dev/null | grep "$text" >/dev/null && return; sleep 0.2; done; echo "never saw: $text" >&2; exit 1; }

mkfifo "$work/commands"
fleet-simulator --members 6 --versions 3.0,3.1,3.4,3.1,3.4,4.1 --traffic 300ms --kubeconfig "$work/kubeconfig" <"$work/commands" >"$work/fleet" &
exec 9>"$work/commands"
for _ in $(seq 100); do grep -q '^ready' "$work/fleet" && break; sleep 0.1; done

cat >"$work/agent.yaml" <<YAML
kubeconfigs: [kubeconfig]
host: auto
state: .
policy: policy.yaml
control: {socket: agent.sock}
incidents: {open: 2, close: 2}
interval: 1s
YAML
cat >"$work/policy.yaml" <<YAML
mode: observe                                                            # whatever no rule speaks of
rules:
  - {causes: [token-not-in-cache], mode: auto, after: {probes: 2}}
  - {causes: [secret-mismatch], mode: approve, after: {probes: 2}}
limits: {unhealthyCeiling: 50%, soak: 1s}
YAML
export KSFLEET_DB=$work/history.sqlite KSFLEET_CONFIG=$work/agent.yaml KSFLEET_SOCKET=$work/agent.sock

say "An agent with a policy: one cause it repairs alone, one it asks about, everything else it only tells"
cat "$work/policy.yaml"
agentd --config "$work/agent.yaml" --log-level error &
await 'healthy' agentctl agent
run agentctl agent

say "Three members break in three ways"
for fault in "member-02 max-age" "member-03 secret-mismatch" "member-05 ks-apiserver-down"; do echo "break $fault" | tee /dev/fd/9; done

say "The agent repairs what its policy allows, and asks about what it does not"
await '"outcome":"proved"' agentctl events -o jsonl
await 'plan-proposed' agentctl events -o jsonl
await 'waits for you' agentctl agent
run agentctl agent
run agentctl status

say "A person approves the other plan; the agent carries it out while somebody watches"
run agentctl remediate approve member-03 --yes --wait --reason "ticket 4711"

say "The first repair is taken back: somebody wants member-02 as it was"
automatic=$(agentctl remediate list --cluster member-02 --no-headers | cut -f7 | grep . | tail -n 1)
run agentctl remediate undo "$automatic" --yes --reason "they want to look at it first"

say "What is remembered: plans and runs, each step of the undo, and who wanted what and why"
run agentctl remediate list
agentctl events | grep -v "$(printf '\t')run-step$(printf '\t')\|$(printf '\t')round$(printf '\t')"
run agentctl journal verify

say "The agent stops when it is told to"
kill -TERM %2 && wait %2 && echo "agentd ended with 0"
