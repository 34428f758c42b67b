#!/bin/bash
# lint-numbers.sh [DIRECTORY]: finds plain arithmetic and conversions that end the process where a number from outside does not fit (a year, a count, a
# header, a size). Int(saturating:), saturatingAdd, ForeignTime and ForeignCount take their place. A line that cannot fail says why: `// fits: …`.
set -uo pipefail
cd "${1:-$(dirname "$0")/..}" || exit 64
found=0

# complain RULE PATTERN PATHS…
complain() {
  local rule=$1 pattern=$2 hits
  shift 2
  hits=$(grep -rnP --include='*.swift' -e "$pattern" "$@" | grep -v '// fits: ' | grep -vP ':\d+:\s*///?' | grep -vP '(SaturatingNumbers|ForeignTime)\.swift:')
  [ -z "$hits" ] && return
  found=1
  printf '%s\n' "$hits" | sed "s|\$|    <- $rule|"
}

mapfile -t ours < <(find Sources -mindepth 1 -maxdepth 1 -type d ! -name FleetSimulator ! -name fleet-simulator)
# A Double that is too large, or none, ends the process in Int(_:).
complain 'Int(saturating:)' '\bU?Int(8|16|32|64)?\((?!saturating:|clamping:|exactly:|truncatingIfNeeded:|nanosecondsOf:)[^()]*(\([^()]*\)[^()]*)*(timeInterval|\bseconds\b|[oO]ffset\)|elapsed|\.rounded\(|\* ?1e\d|/ 1e\d)' "${ours[@]}"
# int32 in the API's types; a hostile server writes what it likes.
complain 'ForeignCount' '\b(var|let) \w+: U?Int(8|16|32|64)?\??$' Sources/Kubernetes/Objects
# Seconds to nanoseconds: beyond the year 2262 the product does not fit.
complain 'ForeignTime' '\* ?(60_)?1_000_000_000\b|\* ?60_000_000_000\b' Sources/Kubernetes Sources/KubeSphere Sources/Rounds Sources/FleetModel Sources/CivilTime
exit $found
