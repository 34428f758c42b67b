#!/bin/bash
# release.sh PRODUCT...: builds release programs into .build-release/release, the Swift runtime linked statically, paths mapped away. One set of
# flags for all that is built there: other flags would build every dependency anew.
set -euo pipefail
cd "$(dirname "$0")/.."
for product in "$@"; do
  swift build -c release --scratch-path .build-release --static-swift-stdlib --product "$product" \
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=/ksfleet" -Xcc "-ffile-prefix-map=$PWD=/ksfleet" -Xlinker --gc-sections
done
