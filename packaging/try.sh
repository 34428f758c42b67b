#!/bin/bash
# try.sh PROGRAMS: packs the built programs twice, which must give the same bytes, and once more as a later version; asks lintian; and lives the
# life of the package under a booted systemd (Tests/systemd/package.sh). The suite calls it with debug programs (DEB_COMPRESSION=none), and
# `make deb-test` with those of the release. Exits with 77 where no systemd can be booted.
set -euo pipefail
programs=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
version=$(packaging/version.sh) architecture=$(dpkg --print-architecture)
work=$(mktemp -d /var/tmp/ksfleet-package.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/packages"
pack() { DEB_OUTPUT=$work/$1 packaging/pack.sh "$programs" "$2" "$architecture" >/dev/null; }
pack once "$version"
pack again "$version"
cmp "$work"/once/*.deb "$work"/again/*.deb || { echo "try.sh: the same programs give different packages" >&2; exit 1; }
pack later "$version+1"
# DEB_LINTIAN: what is known of these programs and is not the package's fault.
# shellcheck disable=SC2086
lintian --allow-root --fail-on error,warning --tag-display-limit 0 ${DEB_LINTIAN:-} "$work"/once/*.deb >&2 || { echo "try.sh: lintian is not content" >&2; exit 1; }
mv "$work"/once/*.deb "$work/packages/1.deb"
mv "$work"/later/*.deb "$work/packages/2.deb"
# The simulator is not in the package: it comes with the programs, or with FLEET_SIMULATOR.
PACKAGES=$work/packages Tests/systemd/run.sh "${FLEET_SIMULATOR:-$programs}" package.sh
