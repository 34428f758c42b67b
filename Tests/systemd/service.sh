#!/bin/bash
# Runs inside a booted systemd (Tests/Support/systemd-sandbox): installs the unit as a package would, starts it against a simulated
# fleet, and checks what systemd says of it. Arguments: the folder of the built programs, the folder of the repository.
set -euo pipefail
programs=$1 repository=$2
. "$(dirname "$0")/fleet.sh"

install_unit
install -m 640 -g ksfleet "$repository/systemd/agent.yaml" /etc/ksfleet/agent.yaml
sed -i 's/^interval: 30s/interval: 3s/' /etc/ksfleet/agent.yaml
install -m 640 -g ksfleet "$repository/systemd/policy.yaml" /etc/ksfleet/policy.yaml
grep -q '^policy:' /etc/ksfleet/agent.yaml || echo 'policy: /etc/ksfleet/policy.yaml' >>/etc/ksfleet/agent.yaml

start_fleet --members 3 --break member-02=max-age
install -m 640 -g ksfleet "$fleet/kubeconfig" /etc/ksfleet/kubeconfig

systemctl start ksfleet-agent || fail "the unit did not become ready"
[ "$(systemctl show -P Type ksfleet-agent)" = notify ] || fail "the unit is not Type=notify"
[ "$(systemctl show -P ActiveState ksfleet-agent)" = active ] || fail "the unit is not active"
await status_says '3 healthy, 1 failing' || fail "STATUS is $(systemctl show -P StatusText ksfleet-agent)"
[ "$(stat -c %U /var/lib/ksfleet/history.sqlite)" = ksfleet ] || fail "the history does not belong to ksfleet"
agentctl status | grep member-02 | grep token-not-in-cache >/dev/null || fail "agentctl status does not name the cause"
agentctl agent | grep 'round' >/dev/null || fail "the control socket does not answer"

# Who speaks over the socket is known by name: a member of the group operates, and nobody else even connects.
useradd --no-create-home --groups ksfleet alice
useradd --no-create-home mallory
setpriv --reuid alice --regid alice --init-groups agentctl freeze --for 1m --reason "a test of the unit" || fail "a member of group ksfleet may not operate"
agentctl journal -o jsonl | grep '(alice)' >/dev/null || fail "the journal does not say that alice did it"
setpriv --reuid mallory --regid mallory --init-groups agentctl agent 2>/dev/null && fail "a stranger may ask the agent"

# systemctl reload reads the policy again, and fails where it is wrong, with the old one in force.
echo 'mode: suggest' >/etc/ksfleet/policy.yaml
systemctl reload ksfleet-agent || fail "a good policy was not reloaded"
agentctl agent | grep 'default suggest' >/dev/null || fail "the reloaded policy is not in force"
echo 'mode: perhaps' >/etc/ksfleet/policy.yaml
systemctl reload ksfleet-agent 2>/dev/null && fail "a wrong policy was reloaded"
agentctl agent | grep 'default suggest' >/dev/null || fail "a wrong policy has replaced the old one"

journalctl --no-pager -u ksfleet-agent | grep 'thread priority' >/dev/null && fail "libdispatch fills the journal"
main=$(systemctl show -P MainPID ksfleet-agent)
systemctl stop ksfleet-agent
[ "$(systemctl show -P Result ksfleet-agent)" = success ] || fail "the unit did not stop cleanly"
kill -0 "$main" 2>/dev/null && fail "process $main is still there"

echo 'intervall: 1s' >>/etc/ksfleet/agent.yaml
systemctl start ksfleet-agent 2>/dev/null && fail "a wrong configuration was accepted"
[ "$(systemctl show -P ExecMainStatus ksfleet-agent)" = 78 ] || fail "a wrong configuration ends with $(systemctl show -P ExecMainStatus ksfleet-agent)"
[ "$(systemctl show -P NRestarts ksfleet-agent)" = 0 ] || fail "a wrong configuration was started again"
echo "service.sh: all checks passed; exposure: $(systemd-analyze security --no-pager ksfleet-agent | tail -n 1)"
