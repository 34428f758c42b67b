#!/bin/bash
# make deb: release programs with the Swift runtime linked statically, packed into dist/ksfleet_VERSION_ARCH.deb. The same sources give the
# same bytes: times come from the last commit, paths are mapped away, and the tree is packed in sorted order.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/deps.sh
version=$(packaging/version.sh)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c safe.directory="$PWD" log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
scripts/release.sh ksfleet
packaging/manuals.sh
packaging/pack.sh .build-release/release "$version" "$(dpkg --print-architecture)"
