#!/bin/bash
# pages.sh ROOT VERSION: writes the manual pages into the tree of the package: one for each command, under both names of the command line, from the parser
# (called as git's are: agentctl-remediate-plan(1)), and those that are written by hand. manuals.sh must have built the tool before.
set -euo pipefail
root=$(cd "$1" && pwd) version=$2
cd "$(dirname "$0")/../.."
manuals=packaging/manuals tool=.build/debug/generate-manual-tool
date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
pages=$root/usr/share/man
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Pages of `help` say nothing.
written() { # PROGRAM SECTION
  install -d "$work/$1" "$pages/man$2"
  "$tool" "$root/usr/bin/$1" --multi-page --section "$2" --date "$date" -o "$work/$1"
  rm -f "$work/$1"/*.help."$2"
  sed -i -f "$manuals/pages.sed" "$work/$1"/*."$2"
  # A word for each command: NAME.Nd of each page.
  for page in "$work/$1"/*."$2"; do
    printf '%s\t%s\n' "$(basename "$page" ".$2" | tr . -)" "$(sed -n 's/^\.Nd //p' "$page")"
  done >"$work/$1.commands"
  "$root/usr/bin/agentctl" help exit-codes | sed -n 's/^ *\([0-9]\{1,3\}\)  \(.*\)/\1\t\2/p' >"$work/codes"
  [ -s "$work/codes" ] || { echo "pages.sh: agentctl help exit-codes lists no codes" >&2; exit 1; }
  for page in "$work/$1"/*."$2"; do
    name=$(basename "$page" ".$2" | tr . -)
    awk -v name="$name" -v program="$1" -v commands="$work/$1.commands" -v codes="$work/codes" -v section="$2" \
      -v examples="$manuals/examples" \
      -v environment="$manuals/$3-environment.mdoc" -v files="$manuals/$3-files.mdoc" -f "$manuals/pages.awk" "$page" >"$pages/man$2/$name.$2"
    [ "$1" = agentd ] || grep -q '^\.Sh EXAMPLES' "$pages/man$2/$name.$2" \
      || { echo "pages.sh: $name($2) has no EXAMPLES: name one in packaging/manuals/examples" >&2; exit 1; }
  done
}
written agentctl 1 agentctl
written ksfleet 1 agentctl
written agentd 8 agentd

# By hand; the keys of agent.yaml and policy.yaml come from the pages that a test holds equal to the programs.
install -d "$pages/man5" "$pages/man7"
heading="$(date -u -d "@$SOURCE_DATE_EPOCH" '+%B %-d, %Y')"
for page in agent.yaml.5 policy.yaml.5 ksfleet.7; do
  case $page in
    agent.yaml.5) document=docs/configuration.md ;;
    policy.yaml.5) document=docs/policy.md ;;
    *) document=/dev/null ;;
  esac
  awk -f "$manuals/keys.awk" "$document" >"$work/keys"
  [ "$document" = /dev/null ] || [ -s "$work/keys" ] || { echo "pages.sh: $document lists no keys" >&2; exit 1; }
  sed -e "s/@DATE@/$heading/" -e "s/@VERSION@/$version/" -e "/^@KEYS@\$/{r $work/keys
    d}" "$manuals/$page" >"$pages/man${page##*.}/$page"
done
gzip -9n "$pages"/man?/*
ln -s ksfleet.1.gz "$pages/man1/kubectl-ksfleet.1.gz"
