#!/usr/bin/env python3
"""A disk that is full or broken under charterd. Usage: storage_test.py CHARTERD [arguments]

CHARTERD_FAULT_ROUNDS=100 lets every call fail, each in a run of its own.
"""

import errno
import itertools
import subprocess
import sys

from running import (FaultTest, Process, in_parallel, memory_folder, numbers, rounds, series,
                     tracer, wait_for)

STALE = series("charterd_state_stale")
STOOD_STILL = "the state cannot be written, figures stand still"


def figures_of(metrics):
    """What stands still: figures and counts, nothing that the process says of itself."""
    return {key: value for key, value in metrics.items()
            if key[0].startswith(("charter_", "charterd_source_records", "charterd_orphan"))}


class FullDiskTest(FaultTest):
    PLACE = memory_folder()

    def mount_small(self, folder):
        folder.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            print(f"NOT TESTED: a full disk: {mounted.stderr.strip()} (needs root)",
                  file=sys.stderr)
            self.skipTest("no tmpfs can be mounted")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)

    def fill(self, path):
        with self.assertRaises(OSError) as full, path.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        self.assertEqual(full.exception.errno, errno.ENOSPC)

    def fill_until_stale(self, world, daemon, path):
        self.fill(path)

        def is_stale():
            world.act()
            return world.scrape(daemon)[STALE]
        wait_for(is_stale, "charterd_state_stale")

    def check_that_all_stands_still(self, world, daemon):
        said = daemon.log.text().count(STOOD_STILL)
        before = figures_of(world.scrape(daemon))
        for _ in range(5):
            written = daemon.calls("syscw")
            world.act()
            # It tries again to write, in vain, and might have read.
            self.assertTrue(daemon.reach(written + 1, "syscw"), daemon.log.text())
        self.assertEqual(before, figures_of(world.scrape(daemon)))
        status, text = daemon.get("/-/ready")
        self.assertEqual(status, 503)
        self.assertRegex(text, "figures stand still: .*full")
        self.assertEqual(daemon.get("/-/healthy")[0], 200)
        self.assertEqual(daemon.log.text().count(STOOD_STILL), said, daemon.log.text())

    def test_figures_stand_still_until_there_is_room(self):
        world = self.make_world()
        small = world.folder / "small"
        self.mount_small(small)
        state = ("--storage.path", str(small / "state"))
        daemon = self.start(world, *state)
        world.check(daemon)
        for number in range(1, 2 + rounds() // 2):
            self.fill_until_stale(world, daemon, small / "filler")
            self.assertEqual(daemon.log.text().count(STOOD_STILL), number, daemon.log.text())
            self.check_that_all_stands_still(world, daemon)
            (small / "filler").unlink()
            world.check(daemon)
            self.assertEqual(world.scrape(daemon)[STALE], 0)
        for end in (Process.kill, Process.stop):
            self.fill_until_stale(world, daemon, small / "filler")
            end(daemon)
            (small / "filler").unlink()
            daemon = self.start(world, *state)
            world.check(daemon)


class BrokenDiskTest(FaultTest):
    """Each run has one call fail, or a few in a row."""

    PLACE = memory_folder()

    def run_tampered(self, world, tampering):
        """False when it ended by itself: then it has said why."""
        with Process(self.BINARY, world, behind=tracer(tampering)) as daemon:
            try:
                for _ in range(3):
                    world.wait_read(daemon)
                    world.write()
                    world.rotate()
                world.check(daemon)
                self.assertEqual(daemon.stop(), 0)
            except AssertionError:
                if daemon.process.poll() is None:
                    raise
                self.assertEqual(daemon.end(), 1, daemon.log.text())
                self.assertIn("level=error", daemon.log.text())

    def fail_at(self, seed, calls, error, number, times):
        world = self.make_world(seed + number)
        self.run_tampered(world, f"{calls}:error={error}:when={number}..{number + times - 1}")
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def test_writes_and_syncs_fail(self):
        seed, runs = self.seed(), {}
        for calls, error, most in (("pwrite64", "EIO", 100), ("pwrite64", "ENOSPC", 100),
                                   ("fsync,fdatasync", "EIO", 16)):
            for number in numbers(most):
                for times in (1, 3) if rounds() > 2 else (1 + number % 3,):
                    runs[calls, error, number, times] = (seed, calls, error, number, times)
        in_parallel(self, self.fail_at, runs)


class BrokenLogTest(FaultTest):
    """A log that cannot be read for a moment. Nothing is written to it afterwards."""

    PLACE = memory_folder()

    def read_with(self, seed, name, fault, number):
        world = self.make_world(seed + number)
        path = world.logs[name].path
        tampering = [*tracer(f"pread64:{fault}:when={number}"), "-P", str(path)]
        with Process(self.BINARY, world, behind=tampering) as daemon:
            for _ in range(2):
                world.write()
                world.wait_read(daemon)
            world.check(daemon)

    def read_with_faults(self, fault):
        seed = self.seed()
        runs = {(name, number): (seed, name, fault, number)
                for name in ("calls", "orders") for number in range(1, 2 + 2 * rounds())}
        in_parallel(self, self.read_with, runs)

    def compare_with(self, seed, style, fault, number):
        """What fails is to read a copy, which is compared with what was read before."""
        world = self.make_world(seed + number)
        copy = world.logs["calls"].path.with_suffix(".jsonl.1")
        tampering = [*tracer(f"pread64:{fault}:when={number}"), "-P", str(copy)]
        with Process(self.BINARY, world, behind=tampering) as daemon:
            world.write()
            world.wait_read(daemon)
            world.logs["calls"].rotate(style)
            world.write()
            world.check(daemon)

    def test_a_copy_fails_to_be_read(self):
        seed = self.seed()
        runs = {(style, number): (seed, style, "error=EIO", number)
                for style in ("copytruncate", "create") for number in range(1, 2 + 2 * rounds())}
        in_parallel(self, self.compare_with, runs)

    def go_on_beside(self, world, calls, style):
        """One folder of a pattern fails for good: logs in the others are followed."""
        broken = world.logs_folder / "broken"
        broken.mkdir()
        (broken / "calls.jsonl").write_text("")
        settings = world.folder / "charterd.yml"
        paths = f'"{world.logs_folder}/calls.jsonl*"'
        text = settings.read_text().replace(
            f"[{paths}]", f'[{paths}, "{world.logs_folder}/*/calls.jsonl*"]')
        settings.write_text(text)
        behind = tracer(f"{calls}:error=EIO", paths=[broken])
        with Process(self.BINARY, world, behind=behind) as daemon:
            for _ in range(3):
                world.write()
                world.wait_read(daemon)
                world.logs["calls"].rotate(style)
            world.check(daemon)
            self.assertIn('"cannot be listed: Input/output error" source=calls '
                          f"file={broken}\n", daemon.log.text())

    def test_a_folder_fails(self):
        seed = self.seed()
        each = itertools.product(("openat", "getdents64"), ("create", "copytruncate"))
        in_parallel(self, lambda n, *how: self.go_on_beside(self.make_world(seed + n), *how),
                    {how: (number, *how) for number, how in enumerate(each)})

    def test_a_read_fails(self):
        self.read_with_faults("error=EIO")

    def test_a_read_gives_nothing(self):
        self.read_with_faults("retval=0")

    def test_a_read_is_interrupted(self):
        self.read_with_faults("error=EINTR")


if __name__ == "__main__":
    tracer()  # ends here where it cannot work
    FaultTest.main()
