# What every part of the demo stands on: the programs, a folder that is gone at the end, a fleet, an agent's configuration.
programs=$(swift build --show-bin-path)
PATH=$programs:$PATH
work=$(mktemp -d)
fleet=
end_fleet() {
  [ -z "$fleet" ] || kill "$fleet" 2>/dev/null || true
  [ -z "$fleet" ] || wait "$fleet" 2>/dev/null || true
  fleet=
}
trap 'end_fleet; rm -rf "$work"' EXIT
say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@" || echo "(exit $?)"; }

# begin_fleet NAME ARGUMENTS...: a fleet, its kubeconfig and a history of its own.
begin_fleet() {
  end_fleet
  mkdir "$work/$1"
  cd "$work/$1"
  : >fleet
  fleet-simulator --kubeconfig kubeconfig "${@:2}" </dev/null >>fleet 2>&1 &
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
