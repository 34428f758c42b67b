#!/usr/bin/env python3
"""The arrows of the house, from the code.

  scripts/arrows.py              every target, its lines, its arrows; every folder's arrows within its target
  scripts/arrows.py --check      fails where folders import in a circle, where a target, a file or a folder has grown
                                 too large, or where ARCHITECTURE.md's picture is not Package.swift's
  scripts/arrows.py --picture    the picture, for ARCHITECTURE.md

A folder's arrow is a type or a function of one folder that is named in a file of another. Names that several files
declare tell nothing, and neither do members: what is counted is enough to see a circle, and names who makes it.
"""
import collections
import json
import os
import re
import subprocess
import sys

MOST_LINES_OF_TARGET = 3500
MOST_LINES_OF_FILE = 300
MOST_FILES_OF_FOLDER = 15
# It must not share a line with what it is a test of, and so holds much twice.
UNBOUNDED_TARGETS = {"FleetSimulator"}

DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))? )*(?:package |public |internal )?(?:final |indirect |nonisolated )*"
    r"(?:struct|class|enum|actor|protocol|typealias|func|let|var)\s+(\w+)",
    re.M,
)
NESTED = re.compile(r"^\s+.*?\b(?:struct|class|enum|actor|protocol|typealias|func|let|var|case)\s+(\w+)", re.M)
WORD = re.compile(r"(?<![.\w])\w+")
COMMENT = re.compile(r"//.*")


def swift_files(root):
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith(".swift"):
                yield os.path.join(folder, name)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return sum(1 for _ in file)


def folder_arrows(target):
    """{(from, to): {(file, name, file)}} between the folders of a target."""
    code = {}
    for path in swift_files(target):
        with open(path, encoding="utf-8") as file:
            code[path] = COMMENT.sub("", file.read())
    declared = collections.defaultdict(set)
    for path, text in code.items():
        for name in DECLARATION.findall(text):
            declared[name].add(path)
    arrows = collections.defaultdict(set)
    for path, text in code.items():
        # A name of its own, however deep, is not another's.
        for name in set(WORD.findall(text)) - set(NESTED.findall(text)):
            where = declared.get(name, ())
            if len(where) != 1 or path in where:
                continue
            (other,) = where
            a, b = (os.path.relpath(os.path.dirname(p), target) for p in (path, other))
            if a != b:
                arrows[a, b].add((os.path.basename(path), name, os.path.basename(other)))
    return arrows


def circles(arrows):
    """The sets of folders that reach each other."""
    reach = collections.defaultdict(set)
    for a, b in arrows:
        reach[a].add(b)
    changed = True
    while changed:
        changed = False
        for a in list(reach):
            more = set().union(*(reach.get(b, set()) for b in reach[a])) - reach[a]
            if more:
                reach[a] |= more
                changed = True
    found = {frozenset(b for b in reach if a in reach[b] and b in reach[a]) for a in reach if a in reach[a]}
    return sorted(sorted(circle) for circle in found)


def targets():
    """{name: (kind, path, [names of ours])} as the package manager understands Package.swift."""
    package = json.loads(subprocess.run(["swift", "package", "dump-package"], check=True, stdout=subprocess.PIPE).stdout)
    names = {target["name"] for target in package["targets"]}
    result = {}
    for target in package["targets"]:
        needs = [(d.get("byName") or d.get("target") or d.get("product"))[0] for d in target["dependencies"]]
        path = target.get("path") or ("Tests/" if target["type"] == "test" else "Sources/") + target["name"]
        result[target["name"]] = (target["type"], path, sorted(n for n in needs if n in names))
    return result


def picture(all_targets):
    """A line for each target of the programs, above everything that it uses."""
    shown = {n: t for n, t in all_targets.items() if t[1].startswith("Sources/") and t[0] != "system"}
    depth = {}

    def deep(name):
        if name not in depth:
            depth[name] = 1 + max([deep(n) for n in shown[name][2] if n in shown] or [0])
        return depth[name]

    order = sorted(shown, key=lambda n: (-deep(n), n))
    width = max(map(len, order))
    drawn = []
    for name in order:
        needs = [n for n in shown[name][2] if n in shown]
        rows, row = [], ""
        for need in needs:
            if len(row) + len(need) > 80:
                rows.append(row.rstrip())
                row = ""
            row += need + ("  " if need != needs[-1] else "")
        rows.append(row.rstrip())
        drawn.append(f"{name:<{width}} ──► {rows[0]}".rstrip() if needs else name)
        drawn += [" " * (width + 5) + r for r in rows[1:]]
    return "\n".join(drawn)


def check():
    problems = []
    all_targets = targets()
    for name, (kind, path, _) in sorted(all_targets.items()):
        files = list(swift_files(path))
        lines = sum(map(lines_of, files))
        if kind != "test" and lines > MOST_LINES_OF_TARGET and name not in UNBOUNDED_TARGETS:
            problems.append(f"{path}: {lines} lines, more than {MOST_LINES_OF_TARGET}: part it")
        for file in files:
            if lines_of(file) > MOST_LINES_OF_FILE:
                problems.append(f"{file}: {lines_of(file)} lines, more than {MOST_LINES_OF_FILE}: part it")
        if kind == "test":
            continue
        loose = collections.Counter(os.path.dirname(f) for f in files)
        for folder, count in sorted(loose.items()):
            if count > MOST_FILES_OF_FOLDER:
                problems.append(f"{folder}: {count} files loose, more than {MOST_FILES_OF_FOLDER}: make folders")
        arrows = folder_arrows(path)
        for circle in circles(arrows):
            problems.append(f"{path}: these folders need each other: {', '.join(circle)}")
            for (a, b), uses in sorted(arrows.items(), key=lambda arrow: len(arrow[1])):
                if a in circle and b in circle:
                    some = "; ".join(f"{f} names {n} of {g}" for f, n, g in sorted(uses)[:3])
                    problems.append(f"{path}: {a} -> {b} ({len(uses)}): {some}")
    with open("ARCHITECTURE.md", encoding="utf-8") as file:
        if picture(all_targets) not in file.read():
            problems.append("ARCHITECTURE.md: its picture is not Package.swift's: scripts/arrows.py --picture draws it")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def draw():
    for name, (kind, path, needs) in sorted(targets().items()):
        files = list(swift_files(path))
        print(f"{name}: {sum(map(lines_of, files))} lines, {len(files)} files" + (f" ──► {', '.join(needs)}" if needs else ""))
        if kind != "test":
            for (a, b), uses in sorted(folder_arrows(path).items()):
                print(f"    {a} ──► {b} ({len(uses)})")


if __name__ == "__main__":
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    asked = sys.argv[1:]
    if asked == ["--check"]:
        sys.exit(check())
    if asked == ["--picture"]:
        print(picture(targets()))
    elif not asked:
        draw()
    else:
        print(__doc__)
        sys.exit(64)
