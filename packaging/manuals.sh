#!/bin/bash
# Builds swift-argument-parser's own tool that writes manual pages; pack.sh runs it on the programs of the package. The plug-in around it would
# write the pages of debug programs, and of one program at a time: it is only asked to be there.
set -euo pipefail
cd "$(dirname "$0")/.."
swift package plugin generate-manual --help >/dev/null
