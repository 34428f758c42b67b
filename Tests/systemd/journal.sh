#!/bin/bash
# Runs inside a booted systemd (Tests/Support/systemd-sandbox): starts the shipped unit against a simulated fleet with a broken member, has it
# repaired, and reads the journal back as programs do. Arguments: the folder of the built programs, the folder of the repository.
set -euo pipefail
programs=$1 repository=$2
fail() { echo "journal.sh: $*" >&2; journalctl --no-pager -u ksfleet-agent | tail -n 30 >&2; exit 1; }

install -m 755 "$programs/agentd" "$programs/agentctl" /usr/bin/
install -m 644 "$repository/systemd/ksfleet-agent.service" /etc/systemd/system/
install -m 644 "$repository/systemd/sysusers.d/ksfleet.conf" /usr/lib/sysusers.d/
install -D -m 644 "$repository/systemd/catalog/ksfleet.catalog" /usr/lib/systemd/catalog/ksfleet.catalog
journalctl --update-catalog || fail "the catalog is not taken"
systemd-sysusers ksfleet.conf
install -d -m 750 -g ksfleet /etc/ksfleet

fleet=$(mktemp -d)
mkfifo "$fleet/commands"
"$programs/fleet-simulator" --members 2 --break member-02=max-age --kubeconfig "$fleet/kubeconfig" >"$fleet/out" <"$fleet/commands" &
exec 9>"$fleet/commands"
for _ in $(seq 200); do grep -q '^ready' "$fleet/out" && break; sleep 0.1; done
grep -q '^ready' "$fleet/out" || fail "the simulated fleet did not start"
install -m 640 -g ksfleet "$fleet/kubeconfig" /etc/ksfleet/kubeconfig
# A receiver that is not there, and a secret that must not get into the journal; a program that is told under the unit's own hardening.
install -m 640 -g ksfleet /dev/stdin /etc/ksfleet/chat.url <<<"http://127.0.0.1:9/PLANTEDTOKEN"
cat >/etc/ksfleet/agent.yaml <<YAML
kubeconfigs: [/etc/ksfleet/kubeconfig]
state: /var/lib/ksfleet
control: {socket: /run/ksfleet/agent.sock}
incidents: {open: 1, close: 1}
interval: 3s
repair: {soak: 0s}
notifications:
  - {name: chat, slack: {urlFile: chat.url}, wait: 0s}
  - {name: file, command: [/usr/bin/tee, -a, /var/lib/ksfleet/told], wait: 0s}
YAML
chmod 644 /etc/ksfleet/agent.yaml

systemctl daemon-reload
systemctl start ksfleet-agent || fail "the unit did not become ready"
entries() { journalctl --no-pager --quiet -o json -u ksfleet-agent "$@"; }
# Waits for an entry with these fields; no matter how slow the machine is.
expect() { for _ in $(seq 600); do [ -n "$(entries "$@")" ] && return; sleep 0.1; done; fail "no entry has $*"; }
id() { sed -n "s/^        \"$1\": \"\([0-9a-f]*\)\",$/\1/p" "$repository/JournalMessage.swift"; }

expect MESSAGE_ID="$(id 'incident opened')" KSFLEET_CLUSTER=member-02 KSFLEET_CAUSE=token-not-in-cache KSFLEET_INCIDENT=1 PRIORITY=5 SYSLOG_IDENTIFIER=agentd
expect MESSAGE_ID="$(id 'a notification was not delivered')" KSFLEET_ROUTE=chat PRIORITY=4
for _ in $(seq 600); do grep -q '"incident/1"' /var/lib/ksfleet/told 2>/dev/null && break; sleep 0.1; done
grep -q '"incident/1"' /var/lib/ksfleet/told || fail "a program was not told under the unit's hardening"
agentctl remediate apply member-02 --yes --reason "a test of the journal" >/dev/null || fail "the member was not repaired"
expect MESSAGE_ID="$(id 'a repair has begun')" KSFLEET_CLUSTER=member-02
expect MESSAGE_ID="$(id 'a step of a repair')" KSFLEET_CLUSTER=member-02 KSFLEET_ACTION=patch KSFLEET_PHASE=done
expect MESSAGE_ID="$(id 'a repair ended')" KSFLEET_CLUSTER=member-02 KSFLEET_OUTCOME=proved KSFLEET_ACTION=repair
expect MESSAGE_ID="$(id 'incident closed')" KSFLEET_CLUSTER=member-02
[ -n "$(entries KSFLEET_CLUSTER=member-02 KSFLEET_HEALTH=healthy | grep KSFLEET_PROBE)" ] || fail "no change of health names its probe"
[ "$(entries | grep -c '"MESSAGE":\[')" = 0 ] || fail "a message is not text"
journalctl --no-pager -x -u ksfleet-agent MESSAGE_ID="$(id 'incident opened')" | grep 'agentctl incidents show incident/1' >/dev/null || fail "the catalog does not explain it"
[ -z "$(entries | grep PLANTEDTOKEN)" ] || fail "a secret is in the journal"

# An id for every message that the catalog explains, and each is one that journalctl knows.
while read -r known; do journalctl --dump-catalog "$known" >/dev/null 2>&1 || fail "the catalog lacks $known"; done < <(sed -n 's/.*": "\([0-9a-f]\{32\}\)",$/\1/p' "$repository/JournalMessage.swift")

# Where standard error is no journal, it is text, or JSON where that is asked for.
systemctl stop ksfleet-agent
setpriv --reuid ksfleet --regid ksfleet --clear-groups agentd --config /etc/ksfleet/agent.yaml --once 2>"$fleet/text" >/dev/null || fail "--once"
grep -q 'round done' "$fleet/text" || fail "no text on standard error: $(cat "$fleet/text")"
setpriv --reuid ksfleet --regid ksfleet --clear-groups agentd --config /etc/ksfleet/agent.yaml --log-format json --once 2>"$fleet/json" >/dev/null || fail "--once"
grep -q '^{.*"message":"round done".*}$' "$fleet/json" || fail "no JSON on standard error: $(cat "$fleet/json")"
echo "journal.sh: all checks passed"
