#!/usr/bin/env python3
"""Makes variants.json from variants.py, and asks kubectl about each.

usage: make.py        needs kubectl, openssl's library and the Python package `cryptography`

An HTTPS server on the loopback answers with what it was asked. Authorities, certificates and keys live as long as the run: the table holds
the variants with their holes, and of kubectl's answers nothing but what it asked for, or its last words.
"""
import base64, concurrent.futures, datetime, http.server, ipaddress, json, os, pathlib, re, socketserver, ssl, subprocess, sys, tempfile, threading
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

sys.dont_write_bytecode = True
from variants import VARIANTS

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime.now(datetime.timezone.utc)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issue(subject, issuer=None, issuer_key=None, names=()):
    key = ec.generate_private_key(ec.SECP256R1())
    is_authority = issuer is None
    builder = (
        x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer or subject)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(NOW - datetime.timedelta(1)).not_valid_after(NOW + datetime.timedelta(1))
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True))
    if names: builder = builder.add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
    return builder.sign(issuer_key or key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode(), key


def pem(key, form=serialization.PrivateFormat.PKCS8):
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def line(text):
    return "".join(text.splitlines()[1:-1])


def holes():
    authority, authority_key = issue("authority")
    other, other_key = issue("other")
    names = [x509.DNSName(n) for n in ("localhost", "api.fleet.test", "under_score.fleet.test")]
    names += [x509.IPAddress(ipaddress.ip_address(a)) for a in ("127.0.0.1", "10.1.2.3", "fd00::1")]
    served, served_key = issue("server", "authority", authority_key, names)
    client, client_key = issue("client", "authority", authority_key)
    longer = base64.b64encode(base64.b64decode(line(authority)) + b"xyz").decode()
    return (served + pem(served_key), authority), {
        "CA": authority, "CA.line": line(authority), "CA.line+": longer, "OTHER": other, "OTHER.line": line(other), "CERT": client,
        "CERT.line": line(client), "KEY": pem(client_key), "KEY.line": line(pem(client_key)),
        "KEY.sec1": pem(client_key, serialization.PrivateFormat.TraditionalOpenSSL), "OTHERKEY": pem(other_key)}


def fill(text, values):
    """`@NAME@`, then `@64<TEXT>@` as base64: `@64/N<` in lines, each but the first indented by N."""
    text = re.sub(r"@([A-Z][A-Za-z0-9.+]*)@", lambda match: values[match[1]], text)

    def encoded(match):
        coded = base64.b64encode(match[2].encode()).decode()
        if not match[1]: return coded
        return ("\n" + " " * int(match[1][1:])).join(coded[at:at + 60] for at in range(0, len(coded), 60))

    return re.sub(r"@64(/\d+)?<(.*?)>@", encoded, text, flags=re.S)


def encode(text, encoding):
    mark = "\ufeff" if encoding.endswith("-bom") else ""
    return (mark + text).encode(encoding.removesuffix("-bom").replace("utf-16le", "utf-16-le").replace("utf-16be", "utf-16-be"))


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass

    def do_GET(self):
        subject = (self.connection.getpeercert() or {}).get("subject", ())
        request = {
            "path": self.path.partition("?")[0], "host": self.headers["Host"].replace(str(self.server.server_address[1]), "PORT"), "authorization": self.headers.get("Authorization", "").encode("latin-1").decode(),
            "impersonation": sorted(f"{key}: {value}" for key, value in self.headers.items() if key.lower().startswith("impersonate-")),
            "client": "".join(value for relative in subject for _, value in relative)}
        body = json.dumps({"major": "1", "minor": "32", "gitVersion": json.dumps(request)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_): pass


def serve(identity, authority, folder):
    (folder / "server.pem").write_text(identity)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    context.load_verify_locations(cadata=authority)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def asked(variant, values, folder):
    for path, text in variant["files"].items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encode(fill(text, values | {"DIR": str(folder)}), variant["encoding"] if path == "config" else "utf-8"))
        if path == "plugin": file.chmod(0o700)
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "KUBECONFIG": ":".join(str(folder / path) for path in variant["use"])}
    done = subprocess.run(
        ["kubectl", "--context", "test", "--request-timeout", "10s", "version", "-o", "json"], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60)
    try:
        return {"request": json.loads(json.loads(done.stdout)["serverVersion"]["gitVersion"])}
    except (ValueError, KeyError):
        words = [text for text in done.stderr.splitlines() if text.strip()]
        return {"error": re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", (words or ["no words"])[-1].replace(str(folder), "DIR"))[:160]}


def main():
    served, values = holes()
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root)
        port = serve(*served, folder)
        values |= {"PORT": str(port), "SERVER": f"https://127.0.0.1:{port}"}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = pool.map(lambda pair: asked(pair[1], values, folder / str(pair[0])), enumerate(VARIANTS))
            table = [variant | {"kubectl": answer} for variant, answer in zip(VARIANTS, answers)]
    (HERE / "variants.json").write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(table)} variants, of which kubectl takes {sum('request' in one['kubectl'] for one in table)}")


main()
