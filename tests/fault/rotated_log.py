"""A log that grows and is rotated in every way that log rotation knows."""

import os
import pathlib
import re
import shutil
import subprocess

STYLES = ("rename", "create", "copytruncate", "gzip", "zstd", "copytruncate-gzip", "delayed-gzip")
PACKERS = {"gzip": (["gzip"], ".gz"), "zstd": (["zstd", "-q", "--rm"], ".zst")}


def pack(path, packer):
    subprocess.run([*PACKERS[packer][0], str(path)], check=True)


class RotatedLog:
    """NAME, and NAME.1, NAME.2.gz and so on. Rotate at the end of a line, unless the style is one
    that moves the file away under its writer."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.writer = None

    def write(self, data):
        """Appends bytes, to the file that was opened last: it may have been renamed since."""
        if self.writer is None:
            self.writer = self.path.open("ab", buffering=0)
        while data:  # a full disk takes a part of it, and then complains
            data = data[self.writer.write(data):]

    def reopen(self):
        """The next write() makes a new file where rotation took the old one away."""
        if self.writer is not None:
            self.writer.close()
        self.writer = None

    def rotated(self):
        """[(number, path)], the oldest first."""
        pattern = re.compile(re.escape(self.path.name) + r"\.(\d+)(\.gz|\.zst)?")
        found = ((pattern.fullmatch(p.name), p) for p in self.path.parent.iterdir())
        return sorted(((int(m[1]), p) for m, p in found if m), reverse=True)

    def rotate(self, style, reopens=True):
        """`reopens`: whoever writes opens the new file at once; else with the next reopen()."""
        if not self.path.exists():
            return
        for number, path in self.rotated():
            suffix = path.suffix if path.suffix in (".gz", ".zst") else ""
            path.rename(self._numbered(number + 1, suffix))
        first = self._numbered(1)
        if style.startswith("copytruncate"):
            shutil.copyfile(self.path, first)
            os.truncate(self.path, 0)
        else:
            self.path.rename(first)
            if style != "rename":
                self.path.touch()
            if reopens or style in PACKERS:
                self.reopen()
        if style in ("gzip", "zstd"):
            pack(first, style)
        elif style == "copytruncate-gzip":
            pack(first, "gzip")
        elif style == "delayed-gzip" and self._numbered(2).exists():
            pack(self._numbered(2), "gzip")

    def prune(self, keep):
        """Removes all but the latest rotated files."""
        for number, path in self.rotated():
            if number > keep:
                path.unlink()

    def _numbered(self, number, suffix=""):
        return self.path.with_name(f"{self.path.name}.{number}{suffix}")
