#!/bin/bash
# make.sh DIRECTORY: the certificates and keys of the TLS cases in cases.tsv, made anew each time with openssl: nothing of them is kept.
# A case's server shows DIRECTORY/CASE.pem with DIRECTORY/CASE.key; a kubeconfig trusts DIRECTORY/CASE.ca.pem.
set -euo pipefail
cd "$1"

# key NAME [openssl genpkey arguments]
key() {
  local name=$1
  shift
  [ $# -gt 0 ] || set -- -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1
  openssl genpkey "$@" -out "$name.key" 2>/dev/null
}

# sign NAME SUBJECT ISSUER EXTENSIONS [more openssl x509 arguments]: NAME.pem for NAME.key, by ISSUER, or by itself where that is `self`.
sign() {
  local name=$1 subject=$2 issuer=$3 extensions=$4
  shift 4
  openssl req -new -key "$name.key" -subj "$subject" -out "$name.csr" 2>/dev/null
  printf '%b' "$extensions" >"$name.ext"
  local signer=(-CA "$issuer.pem" -CAkey "$issuer.key" -set_serial "0x$(openssl rand -hex 8)")
  [ "$issuer" != self ] || signer=(-signkey "$name.key" -set_serial "0x$(openssl rand -hex 8)")
  # Without dates of its own, for thirty days.
  openssl x509 -req -in "$name.csr" "${signer[@]}" -extfile "$name.ext" -days 30 "$@" -out "$name.pem" 2>/dev/null
}

authority='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n'
here='subjectAltName=IP:127.0.0.1,DNS:localhost\n'
server="basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n$here"

# leaf CASE EXTENSIONS [ISSUER]
leaf() { key "$1"; sign "$1" "/CN=$1" "${3:-root}" "$2"; cp "${3:-root}.pem" "$1.ca.pem"; }
# As `leaf`, and the server shows its issuer's certificate as well; ROOT is what the kubeconfig trusts.
chained() { leaf "$1" "$2" "$3"; cat "$3.pem" >>"$1.pem"; cp "$4.pem" "$1.ca.pem"; }

key root; sign root "/CN=root" self "$authority"
key other; sign other "/CN=other root" self "$authority"
key twin; sign twin "/CN=root" self "$authority"
key inter; sign inter "/CN=intermediate" root "$authority"
key deep; sign deep "/CN=deep" inter "$authority"

leaf good "$server"
leaf unknown "$server"; cp other.pem unknown.ca.pem
leaf same-subject "$server"; cat twin.pem root.pem >same-subject.ca.pem
leaf only-the-twin "$server"; cp twin.pem only-the-twin.ca.pem
leaf damaged-in-bundle "$server"
{ printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'; cat root.pem; } >damaged-in-bundle.ca.pem
leaf text-in-bundle "$server"
{ echo "# the root"; openssl x509 -in root.pem -text; echo "-----BEGIN CERTIFICATE-----"; } >text-in-bundle.ca.pem
leaf none-in-bundle "$server"; printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' >none-in-bundle.ca.pem
chained intermediate-sent "$server" inter root
leaf intermediate-missing "$server" inter; cp root.pem intermediate-missing.ca.pem
leaf intermediate-as-ca "$server" inter
chained intermediate-as-ca-sent "$server" inter inter
leaf intermediate-in-bundle "$server" inter; cat inter.pem root.pem >intermediate-in-bundle.ca.pem
leaf two-levels "$server" deep; cat inter.pem deep.pem >>two-levels.pem; cp root.pem two-levels.ca.pem
leaf pinned "$server"; cp pinned.pem pinned.ca.pem
key self; sign self "/CN=self" self "$here"; cp self.pem self.ca.pem
key self-signed-authority; sign self-signed-authority "/CN=ssa" self "basicConstraints=critical,CA:TRUE\n$here"; cp self-signed-authority.pem self-signed-authority.ca.pem
leaf self-unknown "$here"; sign self-unknown "/CN=self-unknown" self "$here"; cp root.pem self-unknown.ca.pem

key common-name; sign common-name "/CN=localhost" root "basicConstraints=critical,CA:FALSE\n"; cp root.pem common-name.ca.pem
leaf names-without-address "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost\n"
leaf address-without-names "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n"
leaf other-name "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com,IP:10.0.0.1\n"
leaf other-address "basicConstraints=CA:FALSE\nsubjectAltName=DNS:127.0.0.1\n"
leaf mapped-address "basicConstraints=CA:FALSE\nsubjectAltName=IP:::ffff:127.0.0.1\n"
leaf asked-name "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com\n"
leaf asked-address "basicConstraints=CA:FALSE\nsubjectAltName=IP:10.9.8.7\n"
leaf asked-address-v6 "basicConstraints=CA:FALSE\nsubjectAltName=IP:fd00:0:0::1\n"
leaf asked-address-as-name "basicConstraints=CA:FALSE\nsubjectAltName=DNS:10.9.8.7\n"
leaf underscore "basicConstraints=CA:FALSE\nsubjectAltName=DNS:kube_api.example.com\n"
leaf underscore-wildcard "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.my_zone.example\n"
leaf upper-case "basicConstraints=CA:FALSE\nsubjectAltName=DNS:API.Example.COM\n"
leaf trailing-dot-asked "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com\n"
leaf trailing-dot-named "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com.\n"
leaf wildcard "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.example.com\n"
leaf wildcard-two-labels "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.example.com\n"
leaf wildcard-parent "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.example.com\n"
leaf wildcard-top "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.com\n"
leaf wildcard-bare "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*\n"
leaf wildcard-partial "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api*.example.com\n"
leaf wildcard-middle "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.*.com\n"
leaf wildcard-address "basicConstraints=CA:FALSE\nsubjectAltName=DNS:*.0.0.1\n"
leaf hyphen-first "basicConstraints=CA:FALSE\nsubjectAltName=DNS:-api.example.com\n"

leaf clients-only "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n$here"
leaf any-usage "basicConstraints=CA:FALSE\nextendedKeyUsage=anyExtendedKeyUsage\n$here"
leaf no-usage "basicConstraints=CA:FALSE\n$here"
leaf pinned-clients-only "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n$here"; cp pinned-clients-only.pem pinned-clients-only.ca.pem
key client-ca; sign client-ca "/CN=client ca" self "${authority}extendedKeyUsage=clientAuth\n"; leaf authority-for-clients "$server" client-ca
leaf unknown-critical "basicConstraints=CA:FALSE\n1.2.3.4.5=critical,ASN1:UTF8String:x\n$here"
leaf unknown-harmless "basicConstraints=CA:FALSE\n1.2.3.4.5=ASN1:UTF8String:x\n$here"

leaf leaf-as-authority "$server"; cp good.pem leaf-as-authority.ca.pem; key leaf-as-authority; sign leaf-as-authority "/CN=laa" good "$server"
key no-sign; sign no-sign "/CN=no sign" self 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n'; leaf authority-may-not-sign "$server" no-sign
key no-basic; sign no-basic "/CN=no basic" self 'subjectKeyIdentifier=hash\n'; leaf authority-without-constraints "$server" no-basic
key old; openssl req -new -x509 -key old.key -subj "/CN=old" -days 30 -config <(printf '[req]\ndistinguished_name=d\n[d]\n') -out old.pem 2>/dev/null; leaf authority-version-1 "$server" old
key short; sign short "/CN=short" self 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n'
key below; sign below "/CN=below" short "$authority"; chained path-too-long "$server" below short
chained path-fits "$server" short short

key only-example; sign only-example "/CN=only example" self "${authority}nameConstraints=critical,permitted;DNS:example.com\n"
leaf constraint-met "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com\n" only-example
leaf constraint-broken "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.org\n" only-example
leaf constraint-other-kind "$server" only-example
key not-example; sign not-example "/CN=not example" self "${authority}nameConstraints=critical,excluded;DNS:example.com\n"
leaf constraint-excluded "basicConstraints=CA:FALSE\nsubjectAltName=DNS:api.example.com\n" not-example
key only-ten; sign only-ten "/CN=only ten" self "${authority}nameConstraints=critical,permitted;IP:10.0.0.0/255.0.0.0\n"
leaf constraint-address-met "basicConstraints=CA:FALSE\nsubjectAltName=IP:10.9.8.7\n" only-ten
leaf constraint-address-broken "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n" only-ten
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nnameConstraints=critical,permitted;dirName:d\n[d]\nO=Example\n' >dir.ext
key dir; openssl req -new -key dir.key -subj "/CN=dir" -out dir.csr 2>/dev/null
openssl x509 -req -in dir.csr -signkey dir.key -set_serial 7 -extfile dir.ext -days 30 -out dir.pem 2>/dev/null; leaf constraint-unknown-kind "$server" dir

key ed25519 -algorithm ed25519; sign ed25519 "/CN=ed25519" root "$here"; cp root.pem ed25519.ca.pem
key ed25519-root -algorithm ed25519; sign ed25519-root "/CN=ed root" self "$authority"; leaf ed25519-authority "$server" ed25519-root
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:secp384r1; sign p384 "/CN=p384" root "$here"; cp root.pem p384.ca.pem
key p521 -algorithm EC -pkeyopt ec_paramgen_curve:secp521r1; sign p521 "/CN=p521" root "$here"; cp root.pem p521.ca.pem
key p521-root -algorithm EC -pkeyopt ec_paramgen_curve:secp521r1; sign p521-root "/CN=p521 root" self "$authority" -sha512; leaf p521-authority "$server" p521-root
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048; sign rsa "/CN=rsa" root "$here"; cp root.pem rsa.ca.pem
key rsa-root -algorithm RSA -pkeyopt rsa_keygen_bits:2048; sign rsa-root "/CN=rsa root" self "$authority"; leaf rsa-authority "$server" rsa-root
key sha1; sign sha1 "/CN=sha1" rsa-root "$server" -sha1; cp rsa-root.pem sha1.ca.pem
key sha1-ec; sign sha1-ec "/CN=sha1-ec" root "$server" -sha1; cp root.pem sha1-ec.ca.pem
key sha1-root -algorithm RSA -pkeyopt rsa_keygen_bits:2048; sign sha1-root "/CN=sha1 root" self "$authority" -sha1; leaf sha1-authority "$server" sha1-root
key sha1-pinned; sign sha1-pinned "/CN=sha1-pinned" rsa-root "$server" -sha1; cp sha1-pinned.pem sha1-pinned.ca.pem
key sha512; sign sha512 "/CN=sha512" rsa-root "$server" -sha512; cp rsa-root.pem sha512.ca.pem
key rsa-1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024; sign rsa-1024 "/CN=rsa-1024" root "$here"; cp root.pem rsa-1024.ca.pem
key pss; sign pss "/CN=pss" rsa-root "$server" -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32; cp rsa-root.pem pss.ca.pem
key pss-long-salt; sign pss-long-salt "/CN=pss-long-salt" rsa-root "$server" -sigopt rsa_padding_mode:pss; cp rsa-root.pem pss-long-salt.ca.pem

# Times: openssl 3.0's x509 knows days from now alone; `ca` takes dates.
dated() {
  local name=$1 issuer=$2 from=$3 until=$4 extensions=$5
  key "$name"
  openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr" 2>/dev/null
  printf '%b' "$extensions" >"$name.ext"
  : >"$name.index"
  openssl ca -batch -config <(printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\nnew_certs_dir=.\nserial=%s.serial\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' "$name" "$name") \
    -create_serial -rand_serial -cert "$issuer.pem" -keyfile "$issuer.key" -in "$name.csr" -extfile "$name.ext" -startdate "$from" -enddate "$until" -notext -out "$name.pem" 2>/dev/null
  cp "$issuer.pem" "$name.ca.pem"
}
hours() { date -u -d "$1 hours" +%Y%m%d%H%M%SZ; }
dated expired root "$(hours -48)" "$(hours -24)" "$server"
dated not-yet root "$(hours 24)" "$(hours 48)" "$server"
dated far-future root "$(hours -24)" 99991231235959Z "$server"
dated expired-pinned root "$(hours -48)" "$(hours -24)" "$server"; cp expired-pinned.pem expired-pinned.ca.pem
dated expired-other-name root "$(hours -48)" "$(hours -24)" 'subjectAltName=DNS:api.example.com\n'
dated old-inter root "$(hours -48)" "$(hours -24)" "$authority"; chained expired-intermediate "$server" old-inter root
leaf expired-authority "$server" old-inter
leaf expired-beside-valid "$server" inter; cat old-inter.pem inter.pem >expired-beside-valid.ca.pem
