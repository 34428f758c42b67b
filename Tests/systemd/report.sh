#!/bin/bash
# Runs inside a booted systemd (Tests/Support/systemd-sandbox): installs the report's units as a package would, records a simulated fleet
# once, lets the timer start the service, and looks for the HTML. Arguments: the folder of the built programs, the folder of the repository.
set -euo pipefail
programs=$1 repository=$2
. "$(dirname "$0")/fleet.sh"
install_unit
problems=$(systemd-analyze verify ksfleet-report@daily.service ksfleet-report@daily.timer ksfleet-report@weekly.timer 2>&1) || true
[ -z "$problems" ] || fail "systemd-analyze verify: $problems"
# 13 is an exposure of 1.3.
systemd-analyze security --no-pager --offline=true --threshold=13 /etc/systemd/system/ksfleet-report@.service >/dev/null || fail "more exposed than 1.3"

# No history yet: nothing to do, and no failure.
systemctl start ksfleet-report@daily.service || fail "it fails where there is no history"
[ ! -e /var/lib/ksfleet/reports ] || [ -z "$(ls /var/lib/ksfleet/reports)" ] || fail "a report on nothing"

start_fleet --members 2 --break member-02=max-age
install -d -m 750 -o ksfleet -g ksfleet /var/lib/ksfleet /etc/ksfleet
install -m 640 -g ksfleet "$fleet/kubeconfig" /etc/ksfleet/kubeconfig
printf 'kubeconfigs: [/etc/ksfleet/kubeconfig]\nstate: /var/lib/ksfleet\ncontrol: {socket: off}\nincidents: {open: 1, close: 1}\n' >/etc/ksfleet/agent.yaml
chmod 644 /etc/ksfleet/agent.yaml
setpriv --reuid ksfleet --regid ksfleet --clear-groups agentd --config /etc/ksfleet/agent.yaml --once || fail "the fleet was not recorded"

# A period ends with its last whole second: what was recorded within this one is of the next report.
sleep 1.1
# A run that was missed two days ago: Persistent=true makes up for it at once, but for the random delay.
install -d /etc/systemd/system/ksfleet-report@daily.timer.d /var/lib/systemd/timers
printf '[Timer]\nRandomizedDelaySec=0\n' >/etc/systemd/system/ksfleet-report@daily.timer.d/now.conf
touch -d '2 days ago' /var/lib/systemd/timers/stamp-ksfleet-report@daily.timer
systemctl daemon-reload
systemctl enable --now ksfleet-report@daily.timer 2>/dev/null || fail "the timer does not start"
report() { find /var/lib/ksfleet/reports -name 'ksfleet-report-*.html' 2>/dev/null | head -n 1; }
for _ in $(seq 300); do [ -n "$(report)" ] && break; sleep 0.1; done
file=$(report)
[ -n "$file" ] || fail "the timer left no report"
for _ in $(seq 100); do [ "$(systemctl show -P ActiveState ksfleet-report@daily.service)" = inactive ] && break; sleep 0.1; done
[ "$(systemctl show -P Result ksfleet-report@daily.service)" = success ] || fail "the service ended with $(systemctl show -P Result ksfleet-report@daily.service)"
[ "$(stat -c '%U:%G %a' "$file")" = 'ksfleet:ksfleet 640' ] || fail "the report is $(stat -c '%U:%G %a' "$file")"
grep -q 'member-02' "$file" || fail "the report does not name the failing member"
grep -q '</html>' "$file" || fail "the report is not whole"
grep -q ', 1 d</p>' "$file" || fail "the daily report is not on a day"
systemctl start ksfleet-report@weekly.service || fail "the weekly report fails"
grep -ql ', 7 d</p>' /var/lib/ksfleet/reports/*.html || fail "the weekly report is not on a week"
systemctl start ksfleet-report@fortnightly.service 2>/dev/null && fail "an instance that is no period is accepted"
[ "$(find /var/lib/ksfleet/reports -type f | grep -cv '\.html$')" = 0 ] || fail "something half-written is left: $(ls /var/lib/ksfleet/reports)"
echo "report.sh: all checks passed; exposure: $(systemd-analyze security --no-pager --offline=true /etc/systemd/system/ksfleet-report@.service | tail -n 1)"
