#!/bin/bash
# The Debian packages that building and testing need. As root they are installed; otherwise it is said which are missing.
set -euo pipefail
missing=()
for package in libsqlite3-dev zlib1g-dev make sqlite3 procps systemd dbus chromium curl prometheus binutils dpkg-dev lintian man-db openssl python3 prometheus-alertmanager python3-aiosmtpd msmtp; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
# Debian's kubectl, unless there is one already.
command -v kubectl >/dev/null || missing+=(kubernetes-client)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
else
  echo "missing Debian packages: ${missing[*]}" >&2
  echo "install them: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
