#!/usr/bin/env python3
"""kill -9 at random, while logs grow and are rotated. Usage: kill_test.py CHARTERD [arguments]

CHARTERD_FAULT_ROUNDS=84 kills a thousand times.
"""

import pathlib
import shutil
import tempfile
import threading
import time

from ext4 import mount_ext4
from running import UNREACHABLE, FaultTest, Process, in_parallel, memory_folder, rounds

WORLDS = 3
KILLS = 4 * rounds()  # in each of them
KILLS_BETWEEN_CHECKS = 4
KEPT = 3  # rotated files
LIVES = (350, 450, 700)  # calls to read and write at most; about 300 are its start


class KillTest(FaultTest):
    PLACE = memory_folder()

    def live(self, world):
        """Until the kill, which comes after so many of its calls, at random: at its start, or while
        it reads and keeps."""
        dice = world.dice
        life = dice.randrange(dice.choice(LIVES))
        daemon = Process(self.BINARY, world)

        def kill():
            daemon.reach(life)
            daemon.process.kill()
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            while daemon.process.poll() is None:
                world.act()
                before = daemon.calls()
                if before is not None and dice.random() < 0.7:
                    world.write(5)
                    daemon.reach(before + 1)  # it has noticed
                world.scrape(daemon)
        except UNREACHABLE:
            pass
        except AssertionError as error:
            if "charterd ended" not in str(error):
                raise
        finally:
            killer.join()
            daemon.kill()
            world.note(f"killed after {life} calls, {daemon.log.text()}")
            daemon.close()

    def check(self, world):
        with Process(self.BINARY, world) as daemon:
            world.note("checking")
            world.check(daemon)
            world.note("exact")
            for log in world.logs.values():
                log.prune(KEPT)

    def kill_again_and_again(self, world, kills):
        begun = time.monotonic()
        for number in range(1, kills + 1):
            self.live(world)
            for _ in range(world.dice.choice((0, 0, 1, 4))):
                world.act()
            if number % KILLS_BETWEEN_CHECKS == 0 or number == kills:
                self.check(world)
        print(f"{kills} kills in {time.monotonic() - begun:.0f} s, "
              f"{sum(world.shop.records.values())} records, {world.shop.corrected['', '']} outcomes "
              f"corrected, rotations {dict(world.rotations)}")

    def test_in_memory(self):
        seed = self.seed()
        in_parallel(self, lambda n: self.kill_again_and_again(self.make_world(seed + n), KILLS),
                    {number: (number,) for number in range(WORLDS)})

    def test_on_ext4(self):
        disk = pathlib.Path(tempfile.mkdtemp(prefix="charterd-ext4-")) / "disk"
        self.addCleanup(shutil.rmtree, disk.parent)
        mount_ext4(self, disk)
        self.kill_again_and_again(self.make_world(logs=disk / "logs"), KILLS)


if __name__ == "__main__":
    KillTest.main()
