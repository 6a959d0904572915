#!/usr/bin/env python3
"""What is in the package, what lintian says of it, and what becomes of it in a folder with Debian 12
that is not booted: installed, upgraded, removed, purged.

  package_test.py FOLDER_WITH_PACKAGE CHECKOUT
"""

import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import boot_test
import debian

PACKAGE = boot_test.package_in(sys.argv[1])
ROOT = pathlib.Path(sys.argv[2]).resolve()

EXPECTED = """
./etc/charterd/charter.yml
./etc/charterd/charterd.yml
./etc/default/charterd
./usr/bin/charterd
./usr/lib/systemd/system/charterd-isolated.service
./usr/lib/systemd/system/charterd-public.socket
./usr/lib/systemd/system/charterd.service
./usr/lib/systemd/system/charterd.socket
./usr/lib/sysusers.d/charterd.conf
./usr/lib/tmpfiles.d/charterd.conf
./usr/share/bash-completion/completions/charterd
./usr/share/charterd/alertmanager/alertmanager.yml
./usr/share/charterd/grafana/dashboards/charterd-overview.json
./usr/share/charterd/prometheus/prometheus.yml
./usr/share/charterd/schema/charter.schema.json
./usr/share/charterd/schema/charterd.schema.json
./usr/share/doc/charterd/GUIDE.md
./usr/share/doc/charterd/changelog.Debian.gz
./usr/share/doc/charterd/changelog.gz
./usr/share/doc/charterd/copyright
./usr/share/doc/charterd/examples/logrotate
./usr/share/doc/charterd/examples/shoe-shop/charter.yml
./usr/share/man/man1/charterd.1.gz
./usr/share/man/man5/charter.yml.5.gz
./usr/share/man/man5/charterd.yml.5.gz
""".split()


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.tree = pathlib.Path(cls._folder.name)
        debian.run("dpkg-deb", "-x", PACKAGE, cls.tree)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def test_lintian_has_neither_errors_nor_warnings(self):
        packages = sorted(PACKAGE.parent.glob("*.*deb"))
        self.assertEqual(len(packages), 2, "with the one of the debugging information")
        done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                               "--no-tag-display-limit", *packages],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("usr/share/lintian/overrides", debian.run("dpkg-deb", "-c", PACKAGE))

    def test_contents(self):
        listed = debian.run("dpkg-deb", "-c", PACKAGE)
        names = [line.split()[5] for line in listed.splitlines()]
        for name in EXPECTED:
            self.assertIn(name, names)
        for line in listed.splitlines():
            self.assertIn("root/root", line)

    def test_the_program_is_stripped_and_its_symbols_are_in_a_package_of_their_own(self):
        kind = debian.run("file", "-b", self.tree / "usr/bin/charterd")
        self.assertIn(", stripped", kind)
        build = re.search(r"BuildID\[sha1\]=(\w\w)(\w+)", kind)
        symbols = next(PACKAGE.parent.glob("charterd-dbgsym_*"))
        self.assertIn(f"usr/lib/debug/.build-id/{build[1]}/{build[2]}.debug",
                      debian.run("dpkg-deb", "-c", symbols))

    def test_the_version_is_the_same_everywhere(self):
        version = debian.run("dpkg-deb", "-f", PACKAGE, "Version").strip()
        changelog = gzip.open(self.tree / "usr/share/doc/charterd/changelog.Debian.gz", "rt").read()
        self.assertIn(f"charterd ({version})", changelog.splitlines()[0])
        program = debian.run(self.tree / "usr/bin/charterd", "--version").split()[1]
        self.assertEqual(version, f"{program}-0charterd1")

    def test_the_configuration_that_it_installs_has_no_mistakes(self):
        debian.run(self.tree / "usr/bin/charterd", "check", "--config.file",
                   self.tree / "etc/charterd/charterd.yml")

    @unittest.skipIf(debian.missing(), "said at the end")
    def test_in_a_folder_that_is_not_booted(self):
        with debian.guest(PACKAGE.parent.parent, PACKAGE) as folder:
            boot_test.make_newer(PACKAGE, folder / "root/newer.deb")

            def apt(*command):
                return debian.run("chroot", folder, "env", "DEBIAN_FRONTEND=noninteractive",
                                  "apt-get", "-q", "-y", "--no-install-recommends",
                                  *command)

            wanted = folder / "etc/systemd/system/multi-user.target.wants/charterd.service"
            apt("install", "/root/charterd.deb")
            self.assertIn("charterd:", (folder / "etc/passwd").read_text())
            self.assertTrue(wanted.is_symlink())
            debian.run("chroot", folder, "charterd", "check")
            configuration = folder / "etc/charterd/charterd.yml"
            configuration.write_text(configuration.read_text() + "# mine\n")
            state = folder / "var/lib/charterd/state.db"
            state.parent.mkdir(exist_ok=True)
            state.write_text("state")

            apt("install", "/root/newer.deb")
            self.assertIn("# mine", configuration.read_text())
            apt("remove", "charterd")
            self.assertFalse((folder / "usr/bin/charterd").exists())
            self.assertTrue(configuration.exists())
            self.assertTrue(state.exists())
            apt("install", "/root/charterd.deb")
            self.assertTrue(wanted.is_symlink())
            apt("purge", "charterd")
            self.assertFalse(configuration.parent.exists())
            self.assertFalse(state.parent.exists())
            self.assertFalse(wanted.is_symlink())


if __name__ == "__main__":
    absent = [tool for tool in ("lintian", "file", "dpkg-deb") if not shutil.which(tool)]
    if absent:
        debian.skip(f"it needs {', '.join(absent)}")
    done = unittest.main(argv=sys.argv[:1], verbosity=2, exit=False)
    if done.result.wasSuccessful() and debian.missing():
        debian.skip(f"in a folder with Debian: {debian.missing()}")
    sys.exit(not done.result.wasSuccessful())
