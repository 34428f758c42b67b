#!/bin/bash
# The version of the programs, which is the package's too.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(grep -rhoP 'package static let current = "\K[^"]+' Sources/Linux)
[ -n "$version" ] || { echo "version.sh: ProgramVersion.current was not found in Sources/Linux" >&2; exit 1; }
echo "$version"
