#!/bin/sh
# picture.sh: makes docs/images/report.png, the picture of README.md, anew from the report of the golden tests. Needs Debian's chromium (scripts/deps.sh).
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed 's/Fleet of the golden test/KubeSphere fleet/g' Tests/ReportsTests/Golden/report.html >"$folder/report.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" --window-size=1100,860 \
    --screenshot="$PWD/docs/images/report.png" "file://$folder/report.html"
