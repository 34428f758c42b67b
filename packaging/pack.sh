#!/bin/bash
# pack.sh PROGRAMS VERSION ARCHITECTURE: stages the tree of the package from the built programs in the folder PROGRAMS, and packs it.
# Called by deb.sh; the suite calls it with the programs that it has just built. DEB_OUTPUT is where the package goes (dist), DEB_COMPRESSION
# how it is packed (xz), DEB_SHLIBDEPS what dpkg-shlibdeps is told besides.
set -euo pipefail
programs=$(cd "$1" && pwd) version=$2 architecture=$3
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -c safe.directory="$PWD" log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8
revision=$version-1
output=${DEB_OUTPUT:-dist}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022
root=$stage/root
doc=$root/usr/share/doc/ksfleet

install -d "$root/DEBIAN" "$root/etc/ksfleet" "$doc"
# One file with four names, which says by its own which program it is; kubectl finds kubectl-ksfleet as its plugin "ksfleet".
install -D -m 755 "$programs/ksfleet" "$root/usr/bin/ksfleet"
strip --strip-all --remove-section=.comment --remove-section=.note "$root/usr/bin/ksfleet"
for name in agentctl agentd kubectl-ksfleet; do ln -s ksfleet "$root/usr/bin/$name"; done

install -D -m 644 -t "$root/lib/systemd/system" systemd/*.service systemd/*.timer
install -D -m 644 -t "$root/usr/lib/sysusers.d" systemd/sysusers.d/ksfleet.conf
if [ -d systemd/catalog ]; then install -D -m 644 -t "$root/usr/lib/systemd/catalog" systemd/catalog/*.catalog; fi
install -m 640 systemd/*.yaml "$root/etc/ksfleet/"
install -D -m 644 -t "$doc/examples" systemd/examples/*.conf docs/monitoring/*

for name in agentctl ksfleet; do
  for shell in "bash:usr/share/bash-completion/completions/$name" "zsh:usr/share/zsh/vendor-completions/_$name" \
    "fish:usr/share/fish/vendor_completions.d/$name.fish"; do
    install -d "$root/$(dirname "${shell#*:}")"
    # What is read by a shell needs no #!.
    "$root/usr/bin/$name" completions "${shell%%:*}" | sed '1{/^#!/d}' >"$root/${shell#*:}"
    chmod 644 "$root/${shell#*:}"
  done
done

packaging/manuals/pages.sh "$root" "$version"

# In the repository the pages stand in docs/, here beside README.md, whose namesake there is the index.
install -d "$doc/internals" "$doc/images"
install -m 644 ARCHITECTURE.md docs/*.md docs/*.yaml "$doc/"
install -m 644 docs/internals/*.md "$doc/internals/"
install -m 644 docs/images/* "$doc/images/"
mv "$doc/README.md" "$doc/index.md"
sed -i 's#](\.\./ARCHITECTURE\.md#](ARCHITECTURE.md#; s#](README\.md#](index.md#g' "$doc"/*.md
sed 's#](docs/README\.md#](index.md#g; s#](docs/#](#g; s#`docs/\([a-z-]*\.[a-z]*\)`#`\1`#g' README.md >"$doc/README.md"
install -m 644 packaging/copyright "$doc/copyright"
gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
packaging/changelog.sh "$revision" | gzip -9n >"$doc/changelog.Debian.gz"
install -D -m 644 packaging/lintian-overrides "$root/usr/share/lintian/overrides/ksfleet"

mkdir -p "$stage/debian"
printf 'Source: ksfleet\n\nPackage: ksfleet\nArchitecture: any\n' >"$stage/debian/control"
# shellcheck disable=SC2086
depends=$(cd "$stage" && dpkg-shlibdeps -O ${DEB_SHLIBDEPS:-} "$root/usr/bin/ksfleet" 2>"$stage/shlibdeps" | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { cat "$stage/shlibdeps" >&2; exit 1; }
size=$(du -k -s --apparent-size "$root" | cut -f 1)
sed -e "s/@VERSION@/$revision/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$depends/" -e "s/@SIZE@/$size/" \
  packaging/control >"$root/DEBIAN/control"
install -m 755 packaging/postinst packaging/prerm packaging/postrm "$root/DEBIAN/"
(cd "$root" && find etc -type f -printf '/%p\n' | sort) >"$root/DEBIAN/conffiles"
(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root"/DEBIAN/{control,conffiles,md5sums}
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

mkdir -p "$output"
dpkg-deb --root-owner-group "-Z${DEB_COMPRESSION:-xz}" --build "$root" "$output/ksfleet_${revision}_${architecture}.deb"
