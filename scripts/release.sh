#!/bin/bash
# release.sh [--dynamic] PRODUCT...: builds release programs into .build-release/release, the Swift runtime linked statically, paths mapped away. One set of
# flags for all that is built there: other flags would build every dependency anew.
set -euo pipefail
cd "$(dirname "$0")/.."
linking=(--static-swift-stdlib -Xlinker --gc-sections)
# For what asks Foundation's calendar, which a static program has only where its code names ICU's.
if [ "$1" = --dynamic ]; then linking=() && shift; fi
for product in "$@"; do
  swift build -c release --scratch-path .build-release --product "$product" "${linking[@]}" \
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=/ksfleet" -Xcc "-ffile-prefix-map=$PWD=/ksfleet"
done
