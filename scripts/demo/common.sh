# What every part of the demo stands on: the programs, a folder that is gone at the end, a fleet, an agent's configuration.
programs=$(swift build --show-bin-path)
PATH=$programs:$PATH
work=$(mktemp -d)
fleet= agent=
end_fleet() {
  [ -z "$fleet" ] || kill "$fleet" 2>/dev/null || true
  [ -z "$fleet" ] || wait "$fleet" 2>/dev/null || true
  fleet=
}
trap 'end_agent; end_fleet; rm -rf "$work"' EXIT
say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@" || echo "(exit $?)"; }

# begin_fleet NAME ARGUMENTS...: a fleet, its kubeconfig and a history of its own. It is told what to break from $commands, where that is set.
begin_fleet() {
  end_fleet
  mkdir "$work/$1"
  cd "$work/$1"
  : >fleet
  fleet-simulator --kubeconfig kubeconfig "${@:2}" <"${commands:-/dev/null}" >>fleet 2>&1 &
  fleet=$!
  for _ in $(seq 300); do grep -q '^ready' fleet && break; sleep 0.1; done
  grep -v '^ready' fleet
  cat >agent.yaml <<YAML
kubeconfigs: [kubeconfig]
host: auto
state: .
control: {socket: agent.sock}
incidents: {open: 2, close: 2}
YAML
  export KSFLEET_DB=$PWD/history.sqlite KSFLEET_CONFIG=$PWD/agent.yaml
}

# probe N: so many rounds of the agent.
probe() { for _ in $(seq "$1"); do run agentd --config agent.yaml --once --log-level warning; sleep 1; done; }

# Waits until a command's output holds a text; a minute at most.
await() { local text=$1; shift; for _ in $(seq 300); do "$@" 2>/dev/null | grep "$text" >/dev/null && return; sleep 0.2; done; echo "never saw: $text" >&2; exit 1; }

# What the agent may repair in the fleet of now, and a round each second.
with_policy() {
  printf 'policy: policy.yaml\ninterval: 1s\n' >>agent.yaml
  cat >policy.yaml <<YAML
mode: observe                                                            # whatever no rule speaks of
rules:
  - {causes: [token-not-in-cache], mode: auto, after: {probes: 2}}
  - {causes: [secret-mismatch], mode: approve, after: {probes: 2}}
limits: {unhealthyCeiling: 60%, soak: 1s}
YAML
  export KSFLEET_SOCKET=$PWD/agent.sock
}

begin_agent() {
  agentd --config agent.yaml --log-level error &
  agent=$!
  await healthy agentctl agent
}

end_agent() {
  [ -z "$agent" ] || kill -TERM "$agent" 2>/dev/null || true
  [ -z "$agent" ] || wait "$agent" || echo "agentd ended with $?" >&2
  agent=
}
