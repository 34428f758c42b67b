# The keys of a configuration file, from the list under "## Keys" of its page: "- `key` (default): meaning", continued on indented lines.
function text(line) {
  gsub(/\[[^]]*\]\([^)]*\)/, "&", line)
  while (match(line, /\[[^]]*\]\([^)]*\)/)) {
    link = substr(line, RSTART, RLENGTH)
    sub(/^\[/, "", link); sub(/\].*/, "", link)
    line = substr(line, 1, RSTART - 1) link substr(line, RSTART + RLENGTH)
  }
  gsub(/`|\*\*/, "", line)
  gsub(/\\/, "\\e", line)
  while (match(line, /[A-Za-z0-9)][.?] [A-Z]/)) line = substr(line, 1, RSTART + 1) "\n" substr(line, RSTART + 3)
  return line ~ /^[.']/ ? "\\&" line : line
}
/^## / { inside = $0 == "## Keys"; if (started) { print ".El"; started = 0 } next }
!inside { next }
/^- `/ {
  if (!started) { print ".Bl -tag -width Ds"; started = 1 }
  key = $0; sub(/^- /, "", key)
  # "key (default): meaning"; a default may have a colon in it.
  split_at = match(key, /\): /) && index(key, ": ") > index(key, " (") ? RSTART + 1 : index(key, ": ")
  rest = substr(key, split_at + 2); key = substr(key, 1, split_at - 1)
  print ".It " text(key)
  print text(rest)
  next
}
started && /^  [^ ]/ { sub(/^ +/, ""); print text($0) }
END { if (started) print ".El" }
