#!/usr/bin/env python3
"""Which kind of value each field of kubesphere.yaml takes, asked of real ks-apiservers: kinds.tsv.

usage: kinds.py FOLDER        (of programs named ks-apiserver-VERSION)
A process reads ./kubesphere.yaml before it looks for a cluster: each field is given each value, in a sound document, and what the process cannot
decode it says at once. Fields that a version does not know take anything, and are "-".
"""
import concurrent.futures, copy, os, re, subprocess, sys, tempfile, yaml

HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = ["v3.0.0", "v3.1.1", "v3.3.2", "v3.4.1", "v4.1.3", "v4.1-master"]
AFFINITY = "helmExecutor.affinity."
REQUIRED, PREFERRED = (f"{word}DuringSchedulingIgnoredDuringExecution" for word in ("required", "preferred"))
NODE_TERMS = [f"{AFFINITY}nodeAffinity.{REQUIRED}.nodeSelectorTerms", f"{AFFINITY}nodeAffinity.{PREFERRED}"]
POD_TERMS = [f"{AFFINITY}{pods}.{when}" for pods in ("podAffinity", "podAntiAffinity") for when in (REQUIRED, PREFERRED)]
LISTS = {"authentication.oauthOptions.clients", "authentication.oauthOptions.identityProviders", "gpu.kinds", *NODE_TERMS, *POD_TERMS}
VALUES = {"mapping": {"zz": 1}, "nested": [[{"zz": 1}]], "mappings": [{"zz": 1}], "texts": ["a"], "text": "nope", "number": 5, "boolean": True,
          "duration": "2h", "empty": ""}
SECRET = "abcdefghijabcdefghij"
SOUND = {"3": {"authentication": {"jwtSecret": SECRET}, "monitoring": {"endpoint": "http://x"}}, "4": {"authentication": {"issuer": {"jwtSecret": SECRET}}}}
KUBECONFIG = """{apiVersion: v1, kind: Config, current-context: a, users: [{name: a, user: {}}],
 contexts: [{name: a, context: {cluster: a, user: a}}], clusters: [{name: a, cluster: {server: 'http://127.0.0.1:1'}}]}"""


def document(version, path, value):
    root = copy.deepcopy(SOUND[version[1]])
    keys, here = path.split("."), root
    for depth, key in enumerate(keys[:-1], 1):
        if ".".join(keys[:depth]) in LISTS:
            here[key] = [{}]
            here = here[key][0]
        else:
            here = here.setdefault(key, {}) if isinstance(here.get(key, {}), dict) else here.__setitem__(key, {}) or here[key]
    here[keys[-1]] = value
    return yaml.safe_dump(root)


def refusal(programs, version, path, value):
    """What the process says; None where it decodes the document."""
    with tempfile.TemporaryDirectory() as folder:
        open(f"{folder}/kubesphere.yaml", "w").write(document(version, path, value))
        open(f"{folder}/kubeconfig", "w").write(KUBECONFIG)
        # Only 3.0.0 wants a cluster first; the others would go on and look for it.
        arguments = ["--kubeconfig", f"{folder}/kubeconfig"] if version == "v3.0.0" else []
        done = subprocess.run([f"{programs}/ks-apiserver-{version}"] + arguments, cwd=folder, capture_output=True, timeout=20)
    said = (done.stdout + done.stderr).decode(errors="replace")
    # 3.0.0 goes on with its flags' defaults, and then misses the address of the monitoring.
    failed = "moinitoring" in said if version == "v3.0.0" else "Failed to load configuration" in said
    return said if failed or "panic: reflect" in said else None


def kind(said):
    takes = {name: words is None for name, words in said.items()}
    if all(takes.values()):
        return "-"
    if takes["text"]:
        return "texts" if takes["texts"] else "text"
    if not takes["number"]:
        return "list" if takes["empty"] else "map" if takes["mappings"] else "mapping"
    if takes["duration"]:
        return "duration"
    words = said["text"]
    if "as float" in words:
        return "decimal"
    return "boolean" if "as bool" in words or takes["empty"] and "as int" not in words else "number"


def main():
    paths = [line.split("\t")[0] for line in open(f"{HERE}/kinds.tsv")][1:]
    jobs = [(version, path, name) for version in VERSIONS for path in paths for name in VALUES]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = dict(zip(jobs, pool.map(lambda job: refusal(sys.argv[1], job[0], job[1], VALUES[job[2]]), jobs)))
    with open(f"{HERE}/kinds.tsv", "w") as table:
        table.write("\t".join(["path"] + VERSIONS) + "\n")
        for path in paths:
            kinds = [kind({name: answers[version, path, name] for name in VALUES}) for version in VERSIONS]
            table.write("\t".join([path] + kinds) + "\n")


main()
