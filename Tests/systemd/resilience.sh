#!/bin/bash
# Runs inside a booted systemd (Tests/Support/systemd-sandbox): what befalls a service. Credentials that root alone may read, kill -9, a history
# that another program holds until the watchdog fires, a full disk, a wrong configuration at a reload, and who is told of a failure.
# Arguments: the folder of the built programs, the folder of the repository.
set -euo pipefail
programs=$1 repository=$2
. "$(dirname "$0")/fleet.sh"
install_unit
start_fleet --members 2 --break member-02=max-age

# What ships is sound, and no unit is exposed by more than 1.3.
problems=$(systemd-analyze verify /etc/systemd/system/ksfleet-agent.service ksfleet-failure@x.service ksfleet-report@daily.timer 2>&1) || true
[ -z "$problems" ] || fail "systemd-analyze verify: $problems"
for unit in "$repository"/systemd/*.service; do
  systemd-analyze security --no-pager --offline=true --threshold=13 "/etc/systemd/system/$(basename "$unit")" >/dev/null || fail "$unit is more exposed than 1.3"
done

# The kubeconfig and the sealing key are root's alone: systemd hands them over. The state directory is a small disk.
install -d -m 700 /etc/ksfleet/private
install -m 600 "$fleet/kubeconfig" /etc/ksfleet/private/kubeconfig
(umask 077; openssl rand -hex 32 >/etc/ksfleet/private/sealing.key)
install -d /etc/systemd/system/ksfleet-agent.service.d /var/lib/ksfleet
install -m 644 "$repository/systemd/examples/credentials.conf" /etc/systemd/system/ksfleet-agent.service.d/
printf '[Service]\nWatchdogSec=10s\nRestartSec=100ms\n' >/etc/systemd/system/ksfleet-agent.service.d/quick.conf
mount -t tmpfs -o size=3m,mode=750 tmpfs /var/lib/ksfleet
cat >/etc/ksfleet/agent.yaml <<'YAML'
kubeconfigs: ["%d/kubeconfig"]
interval: 3s
metrics: {listen: /run/ksfleet/metrics.sock}
incidents: {open: 1, close: 1}
YAML
chgrp ksfleet /etc/ksfleet/agent.yaml; chmod 640 /etc/ksfleet/agent.yaml
systemctl daemon-reload
systemctl start ksfleet-agent || fail "the unit did not become ready"
# READY means that the sockets are there, without waiting.
[ -S /run/ksfleet/agent.sock ] && [ -S /run/ksfleet/metrics.sock ] || fail "ready, and no socket"
metrics() { curl -sS --fail --max-time 5 --unix-socket /run/ksfleet/metrics.sock "http://localhost/$1"; }
await metrics readyz || fail "/readyz does not become 200: $(metrics readyz)"
await status_says '2 healthy, 1 failing' || fail "STATUS is $(systemctl show -P StatusText ksfleet-agent)"
metrics metrics | grep '^ksfleet_clusters{health="failing"} 1$' >/dev/null || fail "no metrics of the fleet"
# All it finds wrong is the small disk: root's agentctl reads the agent's credentials.
doctor=$(agentctl doctor) || true
[ "$(grep '^fail' <<<"$doctor" | cut -f2)" = disk ] || fail "doctor says $doctor"

# A member of the group reads the history; a stranger does not, and does not reach the metrics either.
useradd --no-create-home --groups ksfleet alice
useradd --no-create-home mallory
as() { local user=$1; shift; setpriv --reuid "$user" --regid "$user" --init-groups "$@"; }
as alice agentctl status --no-headers | grep member-02 >/dev/null || fail "a member of the group cannot read the history"
as mallory agentctl status 2>/dev/null && fail "a stranger reads the history"
as mallory curl -sS --unix-socket /run/ksfleet/metrics.sock http://localhost/metrics 2>/dev/null && fail "a stranger reads the metrics"

# A reload with an agent.yaml that would not survive the next start is a failure that is seen, and changes nothing.
cp -p /etc/ksfleet/agent.yaml /etc/ksfleet/agent.yaml.good
echo 'intervall: 1s' >>/etc/ksfleet/agent.yaml
systemctl reload ksfleet-agent 2>/dev/null && fail "a reload with a wrong agent.yaml succeeded"
await sh -c "journalctl -u ksfleet-agent --no-pager | grep 'unknown key intervall' >/dev/null" || fail "the journal does not say why the reload failed"
mv /etc/ksfleet/agent.yaml.good /etc/ksfleet/agent.yaml
systemctl reload ksfleet-agent || fail "a reload with a good agent.yaml failed"
[ "$(systemctl show -P ActiveState ksfleet-agent)" = active ] || fail "a reload ended the agent"

# kill -9: started again, and the history goes on.
probes() { agentctl history --kind probes --cluster member-01 --since 1d -o jsonl --limit 0 | wc -l; }
before=$(probes)
kill -KILL "$(systemctl show -P MainPID ksfleet-agent)"
restarted() { [ "$(systemctl show -P NRestarts ksfleet-agent)" = 1 ]; }
await restarted || fail "not restarted after kill -9"
await metrics readyz || fail "not ready after kill -9"
[ "$(probes)" -gt "$before" ] || fail "the history did not go on after kill -9"

# A full disk: the agent goes on, says so, and the watchdog leaves it alone; with room again, it records again.
main=$(systemctl show -P MainPID ksfleet-agent)
dd if=/dev/zero of=/var/lib/ksfleet/filler bs=4k 2>/dev/null || true
await status_says 'NOT RECORDED: disk-full' || fail "a full disk gives $(systemctl show -P StatusText ksfleet-agent)"
sleep 12 # longer than WatchdogSec=
status_says 'NOT RECORDED: disk-full' || fail "on a full disk STATUS becomes $(systemctl show -P StatusText ksfleet-agent)"
[ "$(systemctl show -P MainPID ksfleet-agent)" = "$main" ] || fail "the agent was ended for a full disk"
metrics readyz 2>/dev/null && fail "/readyz is 200 on a full disk"
rm /var/lib/ksfleet/filler
await metrics readyz || fail "not ready again with room on the disk"
status_says 'NOT RECORDED' && fail "STATUS still says NOT RECORDED"

# Nothing can be committed, for round after round: the watchdog is not fed, and fires.
sqlite3 /var/lib/ksfleet/history.sqlite 'BEGIN IMMEDIATE' '.shell sleep 120' &
holder=$!
for _ in $(seq 300); do journalctl -u ksfleet-agent --no-pager | grep 'Watchdog timeout' >/dev/null && break; sleep 0.2; done
journalctl -u ksfleet-agent --no-pager | grep 'Watchdog timeout' >/dev/null || fail "the watchdog did not fire"
journalctl -u ksfleet-agent --no-pager | grep "stopped sending watchdog keep-alives" >/dev/null || fail "the log does not say why the watchdog fires"
pkill -P "$holder" 2>/dev/null || true; kill "$holder" 2>/dev/null || true; wait "$holder" 2>/dev/null || true
await metrics readyz || fail "not ready after the watchdog"

# A configuration that is wrong at a start is no case for a restart, and somebody is told.
systemctl stop ksfleet-agent
echo 'intervall: 1s' >>/etc/ksfleet/agent.yaml
systemctl start ksfleet-agent 2>/dev/null && fail "a wrong configuration was accepted"
await sh -c "journalctl -t ksfleet-failure --no-pager | grep 'ksfleet-agent.service failed (exit-code, exit status 78)' >/dev/null" || fail "OnFailure= told nobody: $(journalctl --no-pager -u 'ksfleet-failure@*' | tail -n 5)"
echo "resilience.sh: all checks passed"
