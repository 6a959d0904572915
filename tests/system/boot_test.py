#!/usr/bin/env python3
"""The package as a service in a booted Debian 12: what a script in tests/system/guest checks.

  boot_test.py FOLDER_WITH_PACKAGE CHECKOUT SCRIPT
"""

import pathlib
import re
import sys
import tempfile

import debian

NEWER = "0.99.0-1"


def package_in(folder):
    packages = [path for path in pathlib.Path(folder).glob("charterd_*.deb")]
    assert len(packages) == 1, packages
    return packages[0]


def make_newer(package, target):
    """The same package with a higher version."""
    with tempfile.TemporaryDirectory() as folder:
        debian.run("dpkg-deb", "-R", package, f"{folder}/tree")
        control = pathlib.Path(folder) / "tree/DEBIAN/control"
        control.write_text(re.sub(r"(?m)^Version: .*", f"Version: {NEWER}", control.read_text()))
        debian.run("dpkg-deb", "--root-owner-group", "-Znone", "-b", f"{folder}/tree", target)


def main():
    built, checkout, script = sys.argv[1:]
    if reason := debian.missing():
        debian.skip(reason)
    package = package_in(built)
    scripts = pathlib.Path(checkout) / "tests/system/guest"
    text = (scripts / "checks.sh").read_text() + (scripts / f"{script}.sh").read_text()
    with debian.guest(built, package) as folder:
        make_newer(package, folder / "root/charterd-newer.deb")
        output = debian.boot(folder, text + "\necho done\n")
    judge(output, text)


def judge(output, script):
    """Fails unless each check in the script has passed, and it came to its end."""
    print(output)
    lines = output.splitlines()
    wanted = len(re.findall(r"(?m)^ *check \"", script))
    passed = [line for line in lines if line.startswith("ok ")]
    assert lines[-1] == "done", "the guest did not come to the end"
    assert len(passed) == wanted, f"{len(passed)} of {wanted} checks passed"


if __name__ == "__main__":
    main()
