# Sourced by the scripts beside it: a simulated fleet, and the unit as a package installs it. They set programs and repository.
# In a pipe, grep without -q: it would end at the first match, and pipefail then counts the writer's broken pipe.
fail() { echo "$(basename "$0"): $*" >&2; journalctl --no-pager -u 'ksfleet-*' | tail -n 40 >&2; exit 1; }

# Asks a command again, for at most a minute, until it succeeds.
await() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done; return 1; }

status_says() { systemctl show -P StatusText ksfleet-agent | grep "$1" >/dev/null; }

start_fleet() {
  fleet=$(mktemp -d)
  mkfifo "$fleet/commands"
  "$programs/fleet-simulator" "$@" --kubeconfig "$fleet/kubeconfig" >"$fleet/out" <"$fleet/commands" &
  exec 9>"$fleet/commands"
  await grep -q '^ready' "$fleet/out" || fail "the simulated fleet did not start"
}

install_unit() {
  install -m 755 "$programs/agentd" "$programs/agentctl" /usr/bin/
  install -m 644 "$repository"/systemd/*.service "$repository"/systemd/*.timer /etc/systemd/system/
  install -m 644 "$repository/systemd/sysusers.d/ksfleet.conf" /usr/lib/sysusers.d/
  systemd-sysusers ksfleet.conf
  install -d -m 750 -g ksfleet /etc/ksfleet
  systemctl daemon-reload
}
