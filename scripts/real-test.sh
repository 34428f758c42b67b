#!/bin/bash
# real-test.sh: the suite RealServers on what is built. Whatever ends it, Ctrl-C too, what it saved of the member is put back.
set -uo pipefail
if [ -z "${KSFLEET_REAL_KUBECONFIG:-}" ]; then
  echo "real-test: no clusters were given: make real-test KUBECONFIG=FILE CONFIRM=host,member (docs/internals/real-servers.md)" >&2
  exit 64
fi
copies=${XDG_STATE_HOME:-$HOME/.local/state}/ksfleet-real-test
# Only so that this script goes on: the programs that it starts take the signal as ever.
trap : INT TERM
swift test --skip-build --filter 'RealServersTests/campaign'
status=$?
if compgen -G "$copies/*.json" >/dev/null; then
  echo "real servers: putting back what is kept in $copies"
  swift test --skip-build --filter 'RealServersTests/putBack' || status=1
fi
exit "$status"
