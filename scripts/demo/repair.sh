# Three members broken, one repaired with proof.
repair() {
  say "Another fleet: a host and six members, three of them broken"
  begin_fleet repair --members 6 --versions 3.0,3.1,3.4,3.1,3.4,4.1 --traffic 300ms \
    --break member-02=max-age --break member-03=secret-mismatch --break member-05=ks-apiserver-down
  probe 3

  say "The plan for one member: the smallest edit, its cost, and every gate"
  run agentctl remediate plan member-02

  say "Carried out: each step journaled, access proved at the end"
  run agentctl remediate apply member-02 --yes --reason "demo"

  say "A host is never repaired: refused, with the reason"
  run agentctl remediate apply host --yes --reason "demo"

  say "The agent looks again, twice; the incident closes"
  probe 2
  run agentctl status --explain
  run agentctl diff member-02
  run agentctl history --cluster member-02 --limit 20
  run agentctl journal verify

  say "Who wrote that key"
  run agentctl blame member-02 accessTokenMaxAge
  run agentctl incidents show incident/1
}
