# The whole story on sixty lines: broken, diagnosed, repaired by policy and by hand, taken back, remembered.
brief() {
  begin_fleet brief --members 5 --versions 3.0,3.1,3.4,3.1,4.1 --traffic 300ms \
    --break member-02=max-age --break member-03=secret-mismatch --break member-05=ks-apiserver-down >/dev/null
  with_policy
  begin_agent
  await '"outcome":"proved"' agentctl events -o jsonl
  await failing agentctl status

  say "A host and five members; three broke. The policy has repaired one already"
  shown 8 agentctl status --no-explain
  say "Why another one fails, and what to do"
  shown 8 agentctl status --explain --no-headers member-03
  say "What a repair would write"
  shown 5 agentctl remediate plan member-03
  say "Repaired by hand: every step is journaled, access is proved at the end"
  shown 12 steps agentctl remediate apply member-03 --yes --reason "ticket 4711"
  say "The repair by policy is taken back, and that is proved as well"
  shown 1 ending agentctl remediate undo member-02 --yes --reason "to look at it first"
  say "What is remembered"
  shown 4 agentctl remediate list
  shown 1 agentctl journal verify --no-headers
  end_agent
  printf '\nEverything, step by step: make demo DEMO=full\n'
}

# shown N COMMAND...: the command, and the first N lines that it prints. steps and ending choose among its lines.
shown() {
  local most=$1 lines
  shift
  case $1 in
    steps) shift; printf '\033[2m$ %s\033[0m\n' "$*"; lines=$("$@" 2>&1 | grep -E '^[✓+] |: proved' || true) ;;
    ending) shift; printf '\033[2m$ %s\033[0m\n' "$*"; lines=$("$@" 2>&1 | grep ': proved' | tail -n 1 || true) ;;
    *) printf '\033[2m$ %s\033[0m\n' "$*"; lines=$("$@" 2>/dev/null) || true ;;
  esac
  printf '%s\n' "$lines" | head -n "$most" | aligned | cut -c 1-150
}

# Tables in a pipe have tabs between their values.
aligned() {
  awk -F '\t' '
    { line[NR] = $0; for (i = 1; i < NF; i++) if (length($i) > width[i]) width[i] = length($i) }
    END {
      for (n = 1; n <= NR; n++) {
        count = split(line[n], value, FS)
        for (i = 1; i < count; i++) printf "%-*s  ", width[i], value[i]
        print value[count]
      }
    }'
}
