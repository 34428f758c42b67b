#!/bin/bash
# Runs inside a booted systemd (Tests/Support/systemd-sandbox): the life of the package. It is installed, run, upgraded, removed, installed
# again and purged. Arguments: the folder of the built programs, the folder of the repository, which holds packages/VERSION.deb.
set -euo pipefail
programs=$1 repository=$2
. "$(dirname "$0")/fleet.sh"
# Images of containers forbid packages to start anything (invoke-rc.d(8)); what is installed here is meant to run.
rm -f /usr/sbin/policy-rc.d
start_fleet --members 2 --break member-02=max-age
state() { systemctl show -P ActiveState ksfleet-agent; }
# Its dependencies are this machine's own affair: the sandbox has them, whatever their versions.
install_package() { DEBIAN_FRONTEND=noninteractive dpkg --force-confold --force-depends -i "$repository/packages/$1.deb" >"$fleet/dpkg" 2>&1 || fail "dpkg: $(cat "$fleet/dpkg")"; }

# Installed: a user, a unit that is enabled and waits for a kubeconfig, and a word of what to do.
install_package 1
getent passwd ksfleet | grep /usr/sbin/nologin >/dev/null || fail "no user ksfleet"
[ "$(systemctl is-enabled ksfleet-agent)" = enabled ] || fail "the unit is $(systemctl is-enabled ksfleet-agent)"
[ "$(state)" = inactive ] || fail "without a kubeconfig the unit is $(state)"
grep -q 'put a kubeconfig at' "$fleet/dpkg" || fail "nobody is told what comes next: $(cat "$fleet/dpkg")"
[ "$(stat -c '%U:%G %a' /etc/ksfleet/agent.yaml)" = 'root:ksfleet 640' ] || fail "agent.yaml is $(stat -c '%U:%G %a' /etc/ksfleet/agent.yaml)"
problems=$(systemd-analyze verify ksfleet-agent.service ksfleet-report@daily.timer ksfleet-failure@x.service 2>&1) || true
[ -z "$problems" ] || fail "systemd-analyze verify: $problems"
for page in agentd.8 agentctl.1 agentctl-status.1 agentctl-remediate-plan.1 ksfleet.1 ksfleet-status.1 kubectl-ksfleet.1 agent.yaml.5 policy.yaml.5 ksfleet.7; do
  gzip -t "/usr/share/man/man${page##*.}/$page.gz" || fail "no manual page $page"
done
# Containers' dpkg may leave pages out; what is there must be mdoc that a formatter takes without a word, with what a reader looks for.
page=/usr/share/man/man1/ksfleet-status.1.gz
for section in SYNOPSIS DESCRIPTION ENVIRONMENT FILES "EXIT STATUS" EXAMPLES "SEE ALSO"; do
  zcat "$page" | grep "^.Sh \"\?$section" >/dev/null || fail "$page has no section $section"
done
zcat /usr/share/man/man1/agentctl.1.gz | grep -A 1 'It Xr agentctl-status 1' | grep 'Show the health' >/dev/null || fail "agentctl(1) does not list its commands"
if command -v mandoc >/dev/null; then
  for page in /usr/share/man/man?/*ksfleet*.gz /usr/share/man/man?/agent*.gz /usr/share/man/man5/policy.yaml.5.gz; do
    problems=$(zcat "$page" | mandoc -Tlint -W warning 2>&1) || fail "$page: $problems"
  done
fi
for name in agentctl ksfleet; do
  bash -n "/usr/share/bash-completion/completions/$name" || fail "the completions of bash for $name are no bash"
  head -n 1 "/usr/share/zsh/vendor-completions/_$name" | grep "^#compdef $name" >/dev/null || fail "zsh does not complete $name"
  [ -s "/usr/share/fish/vendor_completions.d/$name.fish" ] || fail "fish does not complete $name"
done
ksfleet version --no-headers | grep ^ksfleet >/dev/null || fail "ksfleet is not called so"
! command -v kubectl >/dev/null || kubectl ksfleet version --no-headers | grep ^ksfleet >/dev/null || fail "kubectl has no plugin ksfleet"

# Run, as docs/install.md says.
install -m 640 -g ksfleet "$fleet/kubeconfig" /etc/ksfleet/kubeconfig
sed -i 's/^interval: 30s/interval: 3s/' /etc/ksfleet/agent.yaml
systemctl start ksfleet-agent || fail "the installed agent does not start"
await status_says '2 healthy, 1 failing' || fail "STATUS is $(systemctl show -P StatusText ksfleet-agent)"
agentctl status --no-headers | grep member-02 | grep token-not-in-cache >/dev/null || fail "agentctl status does not name the cause"

# Upgraded: another process, the same configuration, a history that goes on.
main=$(systemctl show -P MainPID ksfleet-agent) fingerprint=$(sha256sum /etc/ksfleet/agent.yaml /var/lib/ksfleet/fingerprint.key)
first=$(agentctl history --kind probes --cluster member-01 --since 1d -o jsonl --limit 0 | tail -n 1)
install_package 2
[ "$(state)" = active ] || fail "after the upgrade the unit is $(state)"
[ "$(systemctl show -P MainPID ksfleet-agent)" != "$main" ] || fail "the upgrade left the old process"
[ "$(sha256sum /etc/ksfleet/agent.yaml /var/lib/ksfleet/fingerprint.key)" = "$fingerprint" ] || fail "the upgrade changed what is kept"
await status_says '2 healthy, 1 failing' || fail "after the upgrade STATUS is $(systemctl show -P StatusText ksfleet-agent)"
[ "$(agentctl history --kind probes --cluster member-01 --since 1d -o jsonl --limit 0 | tail -n 1)" = "$first" ] || fail "the history begins anew"
# An agent that a person has stopped stays stopped.
systemctl stop ksfleet-agent
install_package 1
[ "$(state)" = inactive ] || fail "an upgrade started what was stopped"

# Removed: the programs go, what was configured and recorded stays. Installed again, it goes on by itself.
systemctl start ksfleet-agent
systemctl enable --now ksfleet-report@daily.timer 2>/dev/null
dpkg --force-depends -r ksfleet >/dev/null 2>&1 || fail "it cannot be removed"
[ "$(state)" = inactive ] || fail "after the removal the unit is $(state)"
systemctl is-active -q ksfleet-report@daily.timer && fail "after the removal a timer runs"
[ ! -e /usr/bin/agentd ] && [ -e /etc/ksfleet/agent.yaml ] && [ -e /var/lib/ksfleet/history.sqlite ] || fail "the removal left or took the wrong files"
install_package 2
[ "$(state)" = active ] || fail "installed again, the unit is $(state): $(cat "$fleet/dpkg")"

# Purged: nothing is left but the user.
dpkg --force-depends --purge ksfleet >"$fleet/dpkg" 2>&1 || fail "it cannot be purged: $(cat "$fleet/dpkg")"
left=$(find /etc /usr /var /run -xdev \( -name '*ksfleet*' -o -name '*agentctl*' -o -name agentd \) -not -path '/var/tmp/*' -not -path '/var/cache/man/*' -not -path '/usr/share/doc/*' 2>/dev/null) || true
[ -z "$left" ] || fail "left after the purge: $left"
[ ! -e /usr/share/doc/ksfleet ] || fail "left after the purge: /usr/share/doc/ksfleet"
getent passwd ksfleet >/dev/null || fail "the purge removed the user"
echo "package.sh: all checks passed"
