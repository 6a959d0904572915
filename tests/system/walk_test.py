#!/usr/bin/env python3
"""The commands of README's section "Run as a service", and nothing else, lead from a bare Debian 12
to a service that runs and is enabled, with its metrics in Prometheus.

  walk_test.py FOLDER_WITH_PACKAGE CHECKOUT
"""

import pathlib
import re
import shutil
import sys

import boot_test
import debian

SECTION = "## Run as a service\n"
# What a checkout is needed for; whoever runs this test has done it.
BUILD = re.compile(r"^\./bootstrap package\b.*\n", re.MULTILINE)

CHECKS = """
query() { curl --silent --get --data-urlencode "query=$1" http://127.0.0.1:9090/api/v1/query; }
answers() { says "$(query "$1")" "$2"; }
check "it runs" systemctl is-active charterd
check "it is enabled" systemctl is-enabled charterd
check "it is confined" bash -c 'systemd-analyze security --threshold=12 charterd.service'
check "Prometheus scrapes it" wait_until answers 'up{job="charterd"}' '"1"]'
check "Prometheus has its metrics" wait_until answers charter_target_goal phone-service-level
"""


def commands(readme):
    section = readme.split(SECTION)[1].split("\n## ")[0]
    text = "".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))
    assert len(BUILD.findall(text)) == 1, "README builds the package in another way"
    return BUILD.sub("", text)


def main():
    built, checkout = sys.argv[1:]
    if reason := debian.missing():
        debian.skip(reason)
    package = boot_test.package_in(built)
    walk = commands((pathlib.Path(checkout) / "README.md").read_text())
    checks = (pathlib.Path(checkout) / "tests/system/guest/checks.sh").read_text()
    script = (f"{checks}\ncd /root/checkout\ncat >walk.sh <<'THE END OF THE WALK'\n{walk}\n"
              "THE END OF THE WALK\n"
              'check "every command of the section succeeds" bash -e walk.sh\n' + CHECKS)
    with debian.guest(built, package) as folder:
        place = folder / "root/checkout/build/release"
        place.mkdir(parents=True)
        shutil.copy(package, place)
        # apt's questions need somebody to answer them.
        (folder / "etc/environment").write_text("DEBIAN_FRONTEND=noninteractive\n")
        boot_test.judge(debian.boot(folder, script + "\necho done\n"), script)


if __name__ == "__main__":
    main()
