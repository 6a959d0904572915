#!/usr/bin/env python3
"""Includes go down the floors, never up, and never in a circle.

config (0) < collectors (1) < rules (2) < daemon (3); of the collectors the rules see only events.
Only one file each may see yaml-cpp, the time zone library, or the metrics registry's neighbours.
"""
import pathlib
import re
import sys

FLOORS = ["config", "collectors", "rules", "daemon"]
RULES_MAY_SEE = {"collectors/event.h", "collectors/vocabulary.h"}
# A library and the files that alone may include it.
DOORS = {
    "yaml-cpp/": re.compile(r"^config/yaml_\w+\.cc$"),
    "libical/": re.compile(r"^config/ics_values\.cc$"),
    "date/": re.compile(r"^config/zone\.cc$"),
    "simdjson": re.compile(r"^collectors/(json|text)_\w+\.(cc|h)$"),
    "re2/": re.compile(r"^collectors/regex_\w+\.cc$"),
    "boost/beast": re.compile(r"^daemon/http_\w+\.(cc|h)$"),
    "openssl/": re.compile(r"^daemon/(http_tls|http_users|password_checks)\.cc$"),
    "crypt.h": re.compile(r"^daemon/password_checks\.cc$"),
    "SQLiteCpp/": re.compile(r"^daemon/sqlite_\w+\.(cc|h)$"),
    "sqlite3.h": re.compile(r"^daemon/sqlite_\w+\.(cc|h)$"),
    "unicode/": re.compile(r"^daemon/page_locale\.cc$"),
    "kainjow/": re.compile(r"^daemon/page_template\.cc$"),
    "boost/program_options": re.compile(r"^daemon/(options|flags)\.cc$"),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes_of(root):
    files = {}
    for floor in FLOORS:
        for path in sorted((root / floor).glob("*.[ch]*")):
            if path.suffix in (".cc", ".h"):
                name = f"{floor}/{path.name}"
                files[name] = [m[1] for m in INCLUDE.findall(path.read_text())]
    return files


def floor_faults(files):
    for name, included in files.items():
        floor = name.split("/")[0]
        for other in included:
            if ".." in other:
                yield f"{name}: {other}: name a header by its folder"
            target = other.split("/")[0]
            if target in FLOORS and FLOORS.index(target) > FLOORS.index(floor):
                yield f"{name}: {other} is on a higher floor"
            if floor == "rules" and target == "collectors" and other not in RULES_MAY_SEE:
                yield f"{name}: {other}: the rules may see only {sorted(RULES_MAY_SEE)}"
            for library, allowed in DOORS.items():
                if other.startswith(library) and not allowed.match(name):
                    yield f"{name}: {other} has a door of its own: {allowed.pattern}"


def circles(files):
    state = {}

    def visit(name, path):
        if state.get(name) == "done" or name not in files:
            return None
        if name in path:
            return path[path.index(name):] + [name]
        for other in files[name]:
            found = visit(other, path + [name])
            if found:
                return found
        state[name] = "done"
        return None

    for name in files:
        found = visit(name, [])
        if found:
            yield "a circle of includes: " + " -> ".join(found)
            return


def size_faults(root):
    for floor in FLOORS + ["tests"]:
        for path in sorted((root / floor).rglob("*")):
            if path.suffix in (".cc", ".h"):
                lines = path.read_text().count("\n")
                if lines > 400:
                    yield f"{path.relative_to(root)}: {lines} lines; 400 are the most"


def main():
    root = pathlib.Path(sys.argv[1])
    files = includes_of(root)
    if len(files) < 20:
        sys.exit(f"found only {len(files)} source files under {root}: wrong folder?")
    faults = [*floor_faults(files), *circles(files), *size_faults(root)]
    print("\n".join(faults) or f"floors: {len(files)} files, all includes go down, no circles")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
