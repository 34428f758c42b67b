#!/bin/bash
# Boots a systemd around a script beside this one. The sandbox has a /tmp of its own and sees only the root file system, so what the check needs is
# copied to a place that is there in both. Arguments: the folder of the built programs, and the script (service.sh). Exits with 77 where no systemd can be booted.
set -euo pipefail
# Whatever the tests around it have set.
umask 022
programs=$1 script=${2:-service.sh}
tests=$(cd "$(dirname "$0")/.." && pwd)
stage=$(mktemp -d /var/tmp/ksfleet-unit.XXXXXX)
trap 'rm -rf "$stage"' EXIT
cp "$programs/agentd" "$programs/agentctl" "$programs/fleet-simulator" "$tests/systemd/"*.sh "$stage/"
cp -r "$tests/../systemd" "$stage/systemd"
cp "$tests/../Sources/Agent/Logging/JournalMessage.swift" "$stage/"
# Packages that somebody has made for it: $PACKAGES/VERSION.deb.
if [ -n "${PACKAGES:-}" ]; then cp -r "$PACKAGES" "$stage/packages"; fi
"$tests/Support/systemd-sandbox" "$stage/$script" "$stage" "$stage"
