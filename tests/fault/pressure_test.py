#!/usr/bin/env python3
"""Signals without end, a stop under load, too few threads, too many values of a label.

Usage: pressure_test.py CHARTERD [arguments]
"""

import contextlib
import random
import signal
import threading
import time

from running import (FaultTest, Process, is_sanitized, is_slow, memory_folder, rounds, series,
                     tracer, wait_for)
from shop import CHARTER, PASSING

RESIDENT = series("process_resident_memory_bytes")
VALUES = 1_000_000
FEWER_VALUES = 200_000  # where that takes long: still far more than are kept
MEMORY = 32 << 20  # bytes: what a million values may cost


@contextlib.contextmanager
def meanwhile(action, pause):
    """Repeats the action on a thread of its own."""
    over = threading.Event()

    def repeat():
        while not over.wait(pause):
            action()
    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class SignalTest(FaultTest):
    PLACE = memory_folder()

    def test_a_storm_of_hangups(self):
        world = self.make_world()
        daemon = self.start(world)
        daemon.wait_ready()
        with meanwhile(lambda: daemon.process.send_signal(signal.SIGHUP), 0.002):
            for _ in range(5 * rounds()):
                world.act()
                world.check(daemon)
        self.assertEqual(daemon.stop(), 0)
        world.check(self.start(world))

    def test_a_storm_of_hangups_and_of_files_good_and_bad(self):
        world = self.make_world()
        dice = random.Random(world.dice.random())
        texts = (CHARTER, CHARTER + "overview: We answer.\n", CHARTER + PASSING, CHARTER + "bad: [\n",
                 CHARTER.replace("measure: queue_wait", "measure: queue_weight"), "")
        for end in (Process.kill, Process.stop, Process.kill) * rounds():
            with Process(self.BINARY, world) as daemon:
                daemon.wait_ready()
                with (meanwhile(lambda: world.put_charter(dice.choice(texts)), 0.01),
                      meanwhile(lambda: daemon.process.send_signal(signal.SIGHUP), 0.005)):
                    for _ in range(5):
                        world.act()
                        world.wait_read(daemon)
                    world.act()
                    end(daemon)
                world.put_charter(CHARTER)
            with Process(self.BINARY, world) as daemon:
                world.check(daemon)
        daemon = self.start(world)
        daemon.wait_ready()
        world.put_charter(CHARTER + PASSING)
        daemon.process.send_signal(signal.SIGHUP)
        world.put_charter(CHARTER)
        daemon.process.send_signal(signal.SIGHUP)
        world.write()
        wait_for(lambda: "passing" not in daemon.get("/api/v1/targets")[1], "the charter to be back")
        world.check(daemon)

    def test_a_stop_under_load(self):
        world = self.make_world()
        longest = 0
        for _ in range(6 * rounds()):
            daemon = self.start(world)
            with meanwhile(lambda: world.write(400), 0.001):
                daemon.reach(world.dice.choice((0, 100, 400, 1500)))
                begun = time.monotonic()
                status = daemon.stop(within=30)
            longest = max(longest, time.monotonic() - begun)
            # Before it takes signals, it ends by them.
            early = "listening" not in daemon.log.text()
            self.assertIn(status, (0, -signal.SIGTERM) if early else (0,), daemon.log.text())
        print(f"the longest stop took {longest:.2f} s")
        world.check(self.start(world))


class ThreadTest(FaultTest):
    """The system has no more threads to give."""

    PLACE = memory_folder()

    def setUp(self):
        try:
            tracer()
        except SystemExit:  # it has said why
            self.skipTest("threads cannot be refused here")

    def start_without(self, world, number):
        """Whether the number-th thread was one that it needs: then it ends, and says why."""
        world.write()
        behind = tracer(f"clone,clone3:error=EAGAIN:when={number}+")
        with Process(self.BINARY, world, behind=behind) as daemon:
            try:
                world.check(daemon)
            except AssertionError:
                self.assertIsNotNone(daemon.process.poll(), daemon.log.text())
                self.assertEqual(daemon.end(), 1, daemon.log.text())
                self.assertIn("level=error", daemon.log.text())
                return True
            self.assertEqual(daemon.stop(), 0)
            return False

    def test_none_are_left(self):
        world = self.make_world()
        number = 1
        while self.start_without(world, number):
            number += 1
        print(f"it needs {number - 1} threads more")
        self.assertGreater(number, 1)
        world.check(self.start(world))


class LabelTest(FaultTest):
    PLACE = memory_folder()

    def put_calls(self, world, begin, end):
        """Each by another agent, in another segment."""
        time_text = world.shop.time()
        lines = [f'{{"ts":"{time_text}","event":"call.answered","wait_s":7,"segment":"s{n}",'
                 f'"agent":"a{n}"}}' for n in range(begin, end)]
        world.put("calls", lines)

    def test_a_million_values(self):
        world = self.make_world()
        daemon = self.start(world)
        world.check(daemon)
        before = world.scrape(daemon)
        series_before = len(before)
        pieces = 10
        values = FEWER_VALUES if is_slow(self.BINARY) else VALUES
        for piece in range(pieces):
            begin = values * piece // pieces
            self.put_calls(world, begin, values * (piece + 1) // pieces)
            if piece == pieces // 2:
                daemon.kill()
                daemon = self.start(world)
        shop = world.shop
        shop.records["calls", "accepted"] += values
        for part in (("", ""), ("segment", "other")):
            shop.waits[part] += 7 * values
            shop.verdicts["phone", "good", *part] += values
        world.check(daemon)
        after = world.scrape(daemon)
        self.assertLess(len(after) - series_before, 1000)
        print(f"{values:,} values took {(after[RESIDENT] - before[RESIDENT]) / (1 << 20):.1f} MiB "
              f"and {len(after) - series_before} series")
        if not is_sanitized(self.BINARY):
            self.assertLess(after[RESIDENT] - before[RESIDENT], MEMORY)


if __name__ == "__main__":
    FaultTest.main()
