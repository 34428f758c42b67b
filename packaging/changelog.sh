#!/bin/bash
# changelog.sh REVISION: the Debian changelog of this package, whose real one is CHANGELOG.md.
set -euo pipefail
cat <<END
ksfleet ($1) unstable; urgency=medium

  * See /usr/share/doc/ksfleet/changelog.gz.

 -- ksfleet maintainers <maintainers@ksfleet.invalid>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
