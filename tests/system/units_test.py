#!/usr/bin/env python3
"""What systemd itself says of the units, and what the two services have in common.

  units_test.py CHARTERD CHECKOUT
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

EXPOSURE_LIMITS = {"charterd.service": 1.2, "charterd-isolated.service": 0.2}

CHARTERD = pathlib.Path(sys.argv[1]).resolve()
UNITS = pathlib.Path(sys.argv[2]).resolve() / "systemd"


def settings_of(unit):
    """Lines without comments."""
    lines = (UNITS / unit).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


class UnitsTest(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        for path in UNITS.iterdir():
            if path.suffix in (".service", ".socket"):
                text = path.read_text().replace("/usr/bin/charterd", str(CHARTERD))
                (self.folder / path.name).write_text(text)

    def verify(self):
        return subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *sorted(map(str, self.folder.iterdir()))],
            capture_output=True, text=True, env={"SYSTEMD_UNIT_PATH": f"{self.folder}:"})

    def test_systemd_finds_nothing_wrong(self):
        done = self.verify()
        ours = [line for line in done.stderr.splitlines() if "charterd" in line]
        self.assertEqual(ours, [])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_misspelt_setting_would_be_found(self):
        unit = self.folder / "charterd.service"
        unit.write_text(unit.read_text().replace("ProtectHome", "ProtectHomes"))
        self.assertIn("ProtectHomes", self.verify().stderr)

    def test_exposure(self):
        for unit, limit in EXPOSURE_LIMITS.items():
            done = subprocess.run(
                ["systemd-analyze", "security", "--offline=true", str(self.folder / unit)],
                capture_output=True, text=True)
            level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
            self.assertIsNotNone(level, done.stdout + done.stderr)
            self.assertLessEqual(float(level[1]), limit, done.stdout)

    def test_the_services_differ_in_the_network_alone(self):
        plain, isolated = map(settings_of, EXPOSURE_LIMITS)
        self.assertEqual(
            [line for line in plain if line not in isolated and not line.startswith("#")],
            ["Description=Customer service charter exporter for Prometheus",
             "Wants=network-online.target",
             "After=network-online.target time-sync.target",
             "Conflicts=charterd-isolated.service",
             "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
             "WantedBy=multi-user.target"])
        self.assertEqual(
            [line for line in isolated if line not in plain],
            ["Description=Customer service charter exporter for Prometheus, without a network of "
             "its own",
             "Requires=charterd.socket",
             "After=charterd.socket charterd.service time-sync.target",
             "Conflicts=charterd.service",
             "PrivateNetwork=yes",
             "IPAddressDeny=any",
             "RestrictAddressFamilies=AF_UNIX",
             "Also=charterd.socket"])


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        print("SKIPPED: there is no systemd-analyze here", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
