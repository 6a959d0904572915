#!/usr/bin/env python3
"""A disk that is full or broken under charterd. Usage: storage_test.py CHARTERD [arguments]"""

import errno
import os
import pathlib
import re
import subprocess
import sys
import time

from running import FaultTest, memory_folder, rounds, series, tracer, wait_for

STALE = series("charterd_state_stale")
FAILURES = series("charterd_state_commit_failures_total")
STOOD_STILL = "the state cannot be written, figures stand still"


def counts_of_time(metrics):
    """What stands still: figures and counts, nothing that the process says of itself."""
    return {key: value for key, value in metrics.items()
            if key[0].startswith(("charter_", "charterd_source_records", "charterd_orphan"))}


class StorageTest(FaultTest):
    PLACE = memory_folder()

    def wait_stale(self, world, daemon):
        wait_for(lambda: world.scrape(daemon).get(STALE) == 1, "charterd_state_stale")

    def check_stale(self, world, daemon, reason):
        """Figures stand still whatever comes; how that is said."""
        before = counts_of_time(world.scrape(daemon))
        for _ in range(5):
            world.act()
            time.sleep(0.3)  # there is nothing to wait for where nothing may happen
        self.assertEqual(before, counts_of_time(world.scrape(daemon)))
        status, text = daemon.get("/-/ready")
        self.assertEqual(status, 503)
        self.assertRegex(text, f"the state cannot be written, figures stand still: .*{reason}")
        self.assertEqual(daemon.get("/-/healthy")[0], 200)
        self.assertEqual(daemon.log.text().count(STOOD_STILL), 1, daemon.log.text())

    def check_recovered(self, world, daemon):
        world.check(daemon)
        metrics = world.scrape(daemon)
        self.assertEqual(metrics[STALE], 0)
        self.assertGreaterEqual(metrics[FAILURES], 1)
        self.assertIn("the state can be written again", daemon.log.text())
        self.assertEqual(daemon.stop(), 0)
        with self.subTest("after a restart"):
            world.check(self.start(world))

    # ---- a full disk ----------------------------------------------------------------------------

    def mount_small(self, folder, size):
        folder.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            print(f"NOT TESTED: a full disk: {mounted.stderr.strip()} (needs root)", file=sys.stderr)
            self.skipTest("no tmpfs can be mounted")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)

    def fill(self, path):
        with path.open("wb") as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
                    file.flush()
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)
                file.raw.close()

    def test_a_full_disk_stops_the_figures_until_there_is_room(self):
        world = self.make_world()
        self.mount_small(world.folder / "small", "2m")
        daemon = self.start(world, "--storage.path", str(world.folder / "small/state"))
        world.check(daemon)
        for _ in range(1 + rounds() // 2):
            self.fill(world.folder / "small/filler")
            while not world.scrape(daemon).get(STALE):
                world.act()
                time.sleep(0.1)
            said = daemon.log.text().count(STOOD_STILL)
            before = counts_of_time(world.scrape(daemon))
            for _ in range(5):
                world.act()
                time.sleep(0.3)
            self.assertEqual(before, counts_of_time(world.scrape(daemon)))
            status, text = daemon.get("/-/ready")
            self.assertEqual(status, 503)
            self.assertRegex(text, "figures stand still: .*(full|space|No space)")
            self.assertEqual(daemon.log.text().count(STOOD_STILL), said)
            (world.folder / "small/filler").unlink()
            world.check(daemon)
            self.assertEqual(world.scrape(daemon)[STALE], 0)
            self.assertEqual(daemon.get("/-/ready")[0], 200)
        self.assertEqual(daemon.stop(), 0)
        world.check(self.start(world, "--storage.path", str(world.folder / "small/state")))


if __name__ == "__main__":
    StorageTest.main()
