# From the pages that swift-argument-parser writes to those that man-db, lexgrog(1) and a reader expect.
# mdoc(7) wants .Pp where the texts have an empty line.
s/^$/.Pp/
# A page of a command has one word for a name: "agentctl remediate plan" is agentctl-remediate-plan.
/^\.Sh NAME$/,/^\.Sh /{
  s/^\.Nm "\(.*\)"$/.Nm \1/
  /^\.Nm /{
    h
    s/^\.Nm //
    s/ /-/g
    s/^/.Nm /
  }
  s/^\.Nd "\(.*\)"$/.Nd \1/
}
# .Nm alone gives that word: the synopsis is of what is typed.
/^\.Nm$/{
  g
  s/^\.Nm \(.*\)$/.Ic \1/
}
/^\.Xr .*\.help 1/d
/^\.\(Xr\|Dt\) /{
  :dots
  s/^\(\.\(Xr\|Dt\) [^ ]*[^ .]\)\.\([^ ]* 1\)/\1-\3/
  t dots
}
s/^\.Os$/.Os ksfleet/
