# An agent with a policy. Three members break in different ways; one is repaired by the agent alone, one after a person has approved its
# plan, one is only reported. One repair is taken back.
policy() {
  mkfifo "$work/commands"
  exec 9<>"$work/commands"
  commands=$work/commands begin_fleet policy --members 6 --versions 3.0,3.1,3.4,3.1,3.4,4.1 --traffic 300ms
  with_policy

  say "An agent with a policy: one cause it repairs alone, one it asks about, everything else it only reports"
  cat policy.yaml
  begin_agent
  run agentctl agent

  say "Three members break in three ways"
  for fault in "member-02 max-age" "member-03 secret-mismatch" "member-05 ks-apiserver-down"; do echo "break $fault" | tee /dev/fd/9; done

  say "The agent repairs what its policy allows, and asks about what it does not"
  await '"outcome":"proved"' agentctl events -o jsonl
  await 'plan-proposed' agentctl events -o jsonl
  await 'waits for you' agentctl agent
  run agentctl agent
  run agentctl status

  say "A person approves the other plan; the agent carries it out while somebody watches"
  run agentctl remediate approve member-03 --yes --wait --reason "ticket 4711"

  say "The first repair is taken back: somebody wants member-02 as it was"
  automatic=$(agentctl remediate list --cluster member-02 --no-headers | cut -f7 | grep . | tail -n 1)
  run agentctl remediate undo "$automatic" --yes --reason "they want to look at it first"

  say "What is remembered: plans and runs, each step of the undo, and who wanted what and why"
  run agentctl remediate list
  agentctl events | grep -v "$(printf '\t')run-step$(printf '\t')\|$(printf '\t')round$(printf '\t')"
  run agentctl journal verify

  say "The agent stops when it is told to"
  end_agent && echo "agentd ended with 0"
  exec 9>&-
}
