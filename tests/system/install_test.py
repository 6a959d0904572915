#!/usr/bin/env python3
"""What `cmake --install` makes below a prefix, and that it touches nothing else.

  install_test.py CMAKE BUILD_FOLDER SYSCONFDIR
"""

import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD, SYSCONFDIR = sys.argv[1:]

EXPECTED = """
bin/charterd
etc/charterd/charter.yml
etc/charterd/charterd.yml
etc/charterd/holidays.ics
etc/default/charterd
lib/systemd/system/charterd-isolated.service
lib/systemd/system/charterd-public.socket
lib/systemd/system/charterd.service
lib/systemd/system/charterd.socket
lib/sysusers.d/charterd.conf
lib/tmpfiles.d/charterd.conf
share/bash-completion/completions/charterd
share/charterd/alertmanager/alertmanager.yml
share/charterd/grafana/dashboards/charterd-itself.json
share/charterd/grafana/dashboards/charterd-overview.json
share/charterd/grafana/dashboards/charterd-target.json
share/charterd/grafana/provisioning/dashboards/charterd.yml
share/charterd/grafana/provisioning/datasources/prometheus.yml
share/charterd/prometheus/example-outfitters.rules.yml
share/charterd/prometheus/prometheus.yml
share/man/man1/charterd.1.gz
share/man/man5/charter.yml.5.gz
share/man/man5/charterd.yml.5.gz
""".split()


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert done.returncode == 0, f"{command}:\n{done.stdout}"
    return done.stdout


def install(prefix, **variables):
    return run(CMAKE, "--install", BUILD, "--prefix", prefix, env={**os.environ, **variables})


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.prefix = self.folder / "opt/charterd"

    def test_everything_is_below_the_prefix(self):
        install(self.prefix)
        manifest = pathlib.Path(BUILD) / "install_manifest.txt"
        installed = [pathlib.Path(line) for line in manifest.read_text().split()]
        names = [str(path.relative_to(self.prefix)) for path in installed]
        self.assertEqual(len(names), len(set(names)))
        for name in EXPECTED:
            self.assertIn(name, names)
        for path in installed:
            self.assertTrue(path.stat().st_size > 0, path)

    def test_it_works_there(self):
        install(self.prefix)
        program = self.prefix / "bin/charterd"
        self.assertIn("charterd", run(program, "--version"))
        settings = self.prefix / "etc/charterd/charterd.yml"
        run(program, "check", "--config.file", settings)
        self.assertIn("CharterGoalMissed", run(program, "rules", "--config.file", settings))
        run("promtool", "check", "rules",
            self.prefix / "share/charterd/prometheus/example-outfitters.rules.yml")
        for dashboard in (self.prefix / "share/charterd/grafana/dashboards").iterdir():
            self.assertIn("panels", json.loads(dashboard.read_text()))
        for page in (self.prefix / "share/man").glob("*/*.gz"):
            self.assertTrue(gzip.open(page, "rt").read().startswith(".Dd "))
        run("bash", "-n", self.prefix / "share/bash-completion/completions/charterd")

    def test_the_units_name_their_own_program_and_files(self):
        install(self.prefix)
        units = self.prefix / "lib/systemd/system"
        # It fails where a program that a unit names is not there.
        said = run("systemd-analyze", "verify", "--man=no", *sorted(units.iterdir()),
                   env={"SYSTEMD_UNIT_PATH": f"{units}:"})
        self.assertEqual([line for line in said.splitlines() if "charterd" in line], [])
        for unit in ("charterd.service", "charterd-isolated.service"):
            text = (units / unit).read_text()
            for line in (f"ExecStart={self.prefix}/bin/charterd run ",
                         f"CONFIG_FILE={self.prefix}/etc/charterd/charterd.yml",
                         f"EnvironmentFile=-{self.prefix}/etc/default/charterd"):
                self.assertIn(line, text)
        self.assertIn(f"CONFIG_FILE={self.prefix}/etc/charterd/charterd.yml",
                      (self.prefix / "etc/default/charterd").read_text())

    def test_what_an_administrator_has_written_stays(self):
        install(self.prefix)
        mine = self.prefix / "etc/charterd/charter.yml"
        mine.write_text("# mine\n")
        self.assertIn(f"Keeping: {mine}", install(self.prefix))
        self.assertEqual(mine.read_text(), "# mine\n")

    def test_for_a_package_configuration_is_in_etc(self):
        for prefix in ("/usr", "/usr/local"):
            root = self.folder / prefix.replace("/", "-")
            install(prefix, DESTDIR=str(root))
            self.assertTrue((root / "etc/charterd/charterd.yml").exists())
            self.assertFalse((root / prefix[1:] / "etc").exists())
            text = (root / prefix[1:] / "lib/systemd/system/charterd.service").read_text()
            self.assertIn(f"ExecStart={prefix}/bin/charterd run ", text)
            self.assertIn("CONFIG_FILE=/etc/charterd/charterd.yml", text)
            self.assertNotIn(str(root), text)


if __name__ == "__main__":
    if os.path.isabs(SYSCONFDIR):
        print(f"SKIPPED, and so NOT TESTED: the build folder's CMAKE_INSTALL_SYSCONFDIR is "
              f"{SYSCONFDIR}, which is outside of any prefix", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
