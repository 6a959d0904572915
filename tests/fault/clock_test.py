#!/usr/bin/env python3
"""Clocks that are wrong, and days on which clocks change.

Usage: clock_test.py CHARTERD [arguments]
"""

import json
import pathlib
import tempfile
import time
from datetime import datetime, timedelta, timezone

from running import HERE, FaultTest, in_parallel, memory_folder, preloaded, series, wait_for

LIBRARIES = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
HOUR = 3600


class Wall:
    """The wall clock of writers and daemon: the real time and so many seconds."""

    def __init__(self, folder, shows=None):
        self.file = pathlib.Path(folder) / "offset"
        self.offset = 0
        self.step(datetime.fromisoformat(shows).timestamp() - time.time() if shows else 0)

    def step(self, seconds):
        self.offset += int(seconds)
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.offset:+d}")
        new.rename(self.file)

    def now(self):
        return datetime.now(timezone.utc) + timedelta(seconds=self.offset)

    def environment(self):
        return {**preloaded(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(self.file),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
                "TSAN_OPTIONS": f"suppressions={HERE / 'faketime.supp'} print_suppressions=0"}


def remove_traces(process):
    """Of libfaketime in a process that was killed."""
    for name in ("faketime_shm", "sem.faketime_sem"):
        pathlib.Path(f"/dev/shm/{name}_{process}").unlink(missing_ok=True)


class ClockTest(FaultTest):
    PLACE = memory_folder()

    def setUp(self):
        self.assertTrue(LIBRARIES, "libfaketime is missing: apt-get install faketime")

    def make(self, shows=None):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        wall = Wall(folder, shows)
        return self.make_world(wall=wall.now), wall

    def run_with(self, world, wall):
        daemon = self.start(world, environment=wall.environment())
        self.addCleanup(remove_traces, daemon.process.pid)
        return daemon

    def at(self, daemon):
        """T."""
        return datetime.fromisoformat(json.loads(daemon.get("/api/v1/targets")[1])["at"])

    def check(self, world, daemon):
        world.write()
        world.check(daemon)

    # ---- steps ----------------------------------------------------------------------------------

    def test_a_step_back_while_down(self):
        world, wall = self.make()
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        stood = self.at(daemon)
        daemon.kill()
        wall.step(-HOUR)
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        self.check(world, daemon)
        self.assertEqual(self.at(daemon), stood)
        self.assertIn("the kept figures are later than the wall clock", daemon.log.text())
        wall.step(HOUR)  # it is right again, and nothing needs a restart
        world.write()
        world.check(daemon, evaluates=False)  # T is behind for as long as it has stood still
        self.assertGreater(self.at(daemon), stood)
        self.assertLess(abs(self.at(daemon) - wall.now()), timedelta(seconds=10))

    def test_a_step_back_while_up(self):
        world, wall = self.make()
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        wall.step(-HOUR)
        self.check(world, daemon)
        stood = self.at(daemon)
        self.check(world, daemon)
        self.assertEqual(self.at(daemon), stood)
        daemon.kill()
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        self.assertEqual(self.at(daemon), stood)

    def test_a_step_forward_while_up(self):
        world, wall = self.make()
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        wall.step(HOUR)
        wait_for(lambda: daemon.get("/-/ready")[0] == 503, "it to stand still")
        self.assertIn("the wall clock was set forward", daemon.get("/-/ready")[1])
        world.write()  # stays in the logs
        self.assertLess(self.at(daemon), wall.now() - timedelta(seconds=HOUR - 60))
        daemon.kill()
        daemon = self.run_with(world, wall)  # T is the wall clock again
        world.write()
        world.check(daemon, evaluates=False)
        self.assertLess(abs(self.at(daemon) - wall.now()), timedelta(seconds=10))

    def test_a_step_forward_while_down(self):
        world, wall = self.make()
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        daemon.kill()
        wall.step(HOUR)
        daemon = self.run_with(world, wall)
        self.check(world, daemon)
        self.assertLess(abs(self.at(daemon) - wall.now()), timedelta(seconds=10))

    # ---- days -----------------------------------------------------------------------------------

    def live_through(self, instant):
        """The daemon is up, is killed, and is up again while the clock passes the instant."""
        begin = datetime.fromisoformat(instant) - timedelta(seconds=6)
        world, wall = self.make(begin.isoformat())
        for _ in range(4):
            daemon = self.run_with(world, wall)
            for _ in range(3):
                self.check(world, daemon)
            daemon.kill()
        self.assertGreater(self.at_last(world), datetime.fromisoformat(instant))

    def at_last(self, world):
        return datetime.fromisoformat(world.latest_at)

    def test_days(self):
        in_parallel(self, self.live_through, {
            "32 bits end": ("2038-01-19T03:14:08+00:00",),
            "after 32 bits": ("2040-02-29T23:59:59+00:00",),
            "summer time begins": ("2027-03-28T01:00:00+00:00",),
            "summer time ends": ("2026-10-25T01:00:00+00:00",),
            "a day ends in Prague": ("2026-12-01T23:00:00+00:00",),
            "a year ends in Prague": ("2026-12-31T23:00:00+00:00",)})


if __name__ == "__main__":
    FaultTest.main()
