# One page of a command, from the generator's: examples get a section, and what concerns every command is added.
function quoted(line) { sub(/^  /, "", line); return line ~ /^[.']/ ? "\\&" line : line }
function include(file,   line) { while ((getline line < file) > 0) print line; close(file) }
# mdoc(7) wants each on a line of its own.
function sentences(text,   out) {
  while (match(text, /[A-Za-z0-9)][.?] [A-Z]/)) {
    out = out substr(text, 1, RSTART + 1) "\n"
    text = substr(text, RSTART + 3)
  }
  return out text
}
function flush_text() {
  if (pending) { print ".Pp"; pending = 0 }
}
function children(   line, field, rest, found) {
  while ((getline line < commands) > 0) {
    split(line, field, "\t")
    if (index(field[1], name "-") != 1) continue
    rest = substr(field[1], length(name) + 2)
    # Names of commands have no hyphen, so what has one is a grandchild.
    if (rest ~ /-/) continue
    if (!found++) print ".Sh COMMANDS\n.Bl -tag -width Ds"
    print ".It Xr " field[1] " " section
    print sentences(field[2])
  }
  close(commands)
  if (found) print ".El"
}
function exit_codes(   line, field) {
  print ".Bl -tag -width 6n"
  while ((getline line < codes) > 0) { split(line, field, "\t"); print ".It " field[1]; print field[2] "." }
  close(codes)
  print ".El"
}
/^\.Sh / { part = $2; gsub(/"/, "", part); pending = 0 }
part == "DESCRIPTION" && !listed && /^  / { sample[++samples] = $0; next }
part == "DESCRIPTION" && !listed && /^\.Pp$/ { pending = 1; next }
part == "DESCRIPTION" && /^Exit codes: / { next }
part == "DESCRIPTION" && /^\.Bl / { if (!listed) print (told ? ".Pp\n" : "") "The arguments and options are as follows:"; listed = 1; pending = 0 }
# A paragraph before an item or the end of a list is one too many.
listed && /^\.Pp$/ { next }
/^\.Sh "?EXIT/ {
  children()
  print ".Sh ENVIRONMENT"
  include(environment)
  print ".Sh FILES"
  include(files)
  print ".Sh EXIT STATUS"
  if (program == "agentd") { print "0 done, 1 failed, 64 wrong arguments, 78 the configuration is wrong, or the history cannot be used."; next }
  exit_codes()
  next
}
/^\.Sh "?SEE/ {
  also()
  next
}
part == "EXIT" { next }
part == "SEE" { next }
{
  flush_text()
  if (part == "DESCRIPTION" && !/^\./) told = 1
  if (!/^\./) $0 = sentences($0)
  print
}
END { if (part == "EXIT") also() }
# Where the help has none: those of the list that begin with the command's words.
function listed_samples(   line, words) {
  words = name
  sub(/^ksfleet/, "agentctl", words)
  gsub(/-/, " ", words)
  while ((getline line < examples) > 0) {
    if (index(line " ", words " ") != 1) continue
    if (program == "ksfleet") sub(/^agentctl/, "ksfleet", line)
    sample[++samples] = "  " line
  }
  close(examples)
}
function also(   parent) {
  if (!samples && program != "agentd") listed_samples()
  if (samples) {
    print ".Sh EXAMPLES\n.Bd -literal"
    for (i = 1; i <= samples; i++) print quoted(sample[i])
    print ".Ed"
  }
  print ".Sh SEE ALSO"
  parent = name
  if (sub(/-[^-]*$/, "", parent)) print ".Xr " parent " " section " ,"
  if (program == "agentd") print ".Xr agentctl 1 ,"
  print ".Xr agent.yaml 5 ,"
  print ".Xr policy.yaml 5 ,"
  print ".Xr ksfleet 7 " (program == "agentd" ? "" : ",")
  if (program != "agentd") print ".Xr agentd 8"
}
