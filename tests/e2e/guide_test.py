#!/usr/bin/env python3
"""config/GUIDE.md, run: its YAML makes a charter without warnings, its commands print what it shows.

guide_test.py CHARTERD            compares
guide_test.py CHARTERD --write    puts what the commands print into the guide

The fences of the guide say what a block is:
  yaml charter, yaml settings   a piece of the one file or the other; in their order they make it whole
  yaml instead                  takes the place of the charter's keys that it has; must load
  yaml instead-settings         the same of the settings
  console                       commands after "$ " and their output; a line "..." stands for any lines
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

GUIDE = pathlib.Path(__file__).parents[2] / "config" / "GUIDE.md"
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PIECES = {"yaml charter": "charter.yml", "yaml settings": "charterd.yml"}
INSTEAD = {"yaml instead": "charter.yml", "yaml instead-settings": "charterd.yml"}

HOME = "/home/ines"  # where the guide's reader is, in place of a temporary folder


class Guide:
    def __init__(self, text, folder, charterd):
        self.blocks = [(m[1], m[2]) for m in FENCE.finditer(text)]
        self.folder, self.cwd = folder, folder
        path = folder / "bin"
        path.mkdir()
        (path / "charterd").symlink_to(charterd)
        self.environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        self.failed = False
        self.problems, self.files = [], {"charter.yml": "", "charterd.yml": ""}
        for kind, body in self.blocks:
            if kind in PIECES:
                self.files[PIECES[kind]] += body
            elif kind not in INSTEAD and kind != "console":
                self.problems.append(f"a block of the unknown kind {kind!r}")

    def write_files(self, folder, **changed):
        for name, text in {**self.files, **changed}.items():
            (folder / name).write_text(text)

    def run(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.cwd, env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120)
        done.stdout = done.stdout.replace(str(self.folder), HOME)
        return done

    def try_instead(self):
        """Each block that takes the place of another, in a charter that is whole but for it."""
        folder = self.folder / "instead"
        folder.mkdir()
        for kind, body in self.blocks:
            if kind not in INSTEAD:
                continue
            name = INSTEAD[kind]
            self.write_files(folder, **{name: replace_keys(self.files[name], body)})
            done = self.run("charterd check --config.file instead/charterd.yml")
            if done.returncode != 0:
                self.problems.append(f"{kind}:\n{body}\n{done.stdout}")

    def console(self, body):
        """The block as it ought to be; what differs becomes a problem."""
        found = []
        for command, shown in commands(body):
            found.append(f"$ {command}\n")
            if command.startswith("cd "):
                self.cwd = self.cwd / command[3:]
                self.write_files(self.cwd)  # from here on the guide's own files
                continue
            done = self.run(command)
            if done.returncode != 0:
                self.failed = True
                self.problems.append(f"$ {command}\nended with {done.returncode}:\n{done.stdout}")
            agrees = matches(shown, done.stdout)
            if not agrees:
                self.problems.append(f"$ {command}\nshown:\n{shown}\nprinted:\n{done.stdout}")
            found.append(shown if agrees else elided_like(shown, done.stdout))
        return "".join(found)


def top_level_keys(text):
    return set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))


def replace_keys(text, block):
    """`text` without the top-level entries that `block` has, and the block behind it."""
    taken = top_level_keys(block)
    entries = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    kept = [entry for entry in entries if not top_level_keys(entry) & taken]
    return "".join(kept) + block


def commands(body):
    """(command, output) of a console block."""
    found = []
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:].rstrip("\n"), ""])
        else:
            found[-1][1] += line
    return found


def matches(shown, printed):
    pieces = [piece.splitlines() for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    lines, first, last = printed.splitlines(), pieces[0], pieces[-1]
    if len(pieces) == 1:
        return lines == first
    if lines[:len(first)] != first or lines[len(lines) - len(last):] != last:
        return False
    lines = lines[len(first):len(lines) - len(last)]
    for piece in pieces[1:-1]:
        found = next((i for i in range(len(lines) - len(piece) + 1)
                      if lines[i:i + len(piece)] == piece), None)
        if found is None:
            return False
        lines = lines[found + len(piece):]
    return True


def elided_like(shown, printed):
    """`printed` with as much left out as in `shown`: each piece that is kept is as long as it was,
    and begins with the first line whose first word is still the same."""
    rest, kept = printed.splitlines(), []
    for number, piece in enumerate(re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)):
        lines = piece.splitlines()
        if number:
            kept.append("...")
            while lines and rest and rest[0].split()[:1] != lines[0].split()[:1]:
                rest.pop(0)
        elif "...\n" not in shown:
            lines = rest
        kept += rest[:len(lines)]
        rest = rest[len(lines):]
    return "".join(line + "\n" for line in kept)


def self_test():
    assert elided_like("a\n...\nc 1\n...\n", "a\nb\nc 2\nd\n") == "a\n...\nc 2\n...\n"
    assert elided_like("", "a\nb\n") == "a\nb\n"
    assert replace_keys("a: 1\nb:\n  c: 2\nd: 3\n", "b: 4\n") == "a: 1\nd: 3\nb: 4\n"
    assert matches("a\n...\nb\n", "a\nx\ny\nb\n") and matches("a\n...\nb\n", "a\nb\n")
    assert matches("...\nb\n...\nd\n...\n", "a\nb\nc\nd\n")
    assert not matches("...\nd\n...\nb\n...\n", "a\nb\nc\nd\n")
    assert not matches("a\n", "a\nb\n") and not matches("a\n...\n", "b\na\n")
    assert commands("$ x\n1\n2\n$ y\n") == [["x", "1\n2\n"], ["y", ""]]


def main():
    self_test()
    text = GUIDE.read_text()
    with tempfile.TemporaryDirectory() as folder:
        guide = Guide(text, pathlib.Path(folder).resolve(), os.path.abspath(sys.argv[1]))
        guide.try_instead()

        def anew(match):
            return f"```console\n{guide.console(match[2])}```" if match[1] == "console" else match[0]

        written = FENCE.sub(anew, text)
    if "--write" in sys.argv and not guide.failed:
        GUIDE.write_text(written)
    for problem in guide.problems:
        print(problem, end="\n\n")
    kinds = [kind for kind, _ in guide.blocks]
    print(f"{len(kinds)} blocks, {len(guide.problems)} problems")
    # A guide in which no block is recognized proves nothing.
    return 1 if guide.problems or kinds.count("console") < 5 or "yaml charter" not in kinds else 0


if __name__ == "__main__":
    sys.exit(main())
