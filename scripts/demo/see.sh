# Every cause that the simulator can play, each on a member of its own, in one fleet.
see() {
  say "A simulated fleet: a host and 32 members, KubeSphere 3.0 to 4.1, nearly each broken in its own way"
  begin_fleet see --members 32 --versions 3.0,3.1,3.4,4.1 --traffic 300ms \
    --break host=max-age-zero --break host=unwatched-member \
    --break member-02=max-age --break member-03=secret-mismatch --break member-04=stale-process \
    --break member-05=redis-down --break member-06=installer-will-revert --break member-07=ks-apiserver-down \
    --break member-08=managed-by-other-host --break member-09=clock-skew --break member-10=refused \
    --break member-11=wrong-ca --break member-12=secret-override --break member-13=kubeconfig-revoked \
    --break member-14=forbidden --break member-15=tunnel-down --break member-16=foreign-token \
    --break member-17=cluster-kubeconfig-expires --break member-18=invalid-yaml --break member-19=role-none \
    --break member-20=not-registered --break member-21=stale-on-host --break member-22=log-flood \
    --break member-23=expired-certificate --break member-24=max-age-absent --break member-25=too-many-requests --break member-26=user-not-synced \
    --break member-27=log-unreadable --break member-28=internal-tls --break member-29=elasticsearch-down --break member-30=ldap-down \
    --break member-31=clocks-behind --break member-32=log-missing

  say "The agent probes every cluster, twice"
  probe 2

  say "The fleet on one screen: who refuses the host's tokens, why, and what to do"
  run agentctl status --explain

  say "What is remembered"
  run agentctl history --limit 8
  run agentctl history --kind failures --limit 5

  say "One cluster asked now, what all of it stands on, and a saved log"
  run agentctl probe member-03 --explain
  run agentctl doctor member-14
  if command -v kubectl >/dev/null; then
    HOME=$work kubectl --kubeconfig kubeconfig --context member-03 -n kubesphere-system logs deploy/ks-apiserver --timestamps >ks-apiserver.log
    run agentctl logs analyze ks-apiserver.log
  fi

  say "A host that loses its own users' sessions, and then a machine that has lost its network"
  begin_fleet hosts --members 3 --break host=session-loss
  probe 1
  run agentctl status --explain
  end_fleet
  probe 1
  run agentctl status --explain
}
