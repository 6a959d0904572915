#!/usr/bin/env python3
"""kill -9 at random, while logs grow and are rotated. Usage: kill_test.py CHARTERD [arguments]

CHARTERD_FAULT_ROUNDS=77 kills a thousand times.
"""

import threading
import time

from running import UNREACHABLE, FaultTest, memory_folder, rounds

KILLS = 13 * rounds()
KILLS_BETWEEN_CHECKS = 7
KEPT = 3  # rotated files


class KillTest(FaultTest):
    PLACE = memory_folder()

    def live(self, world):
        """Until the kill, which comes at an instant that has to do with nothing."""
        dice = world.dice
        life = dice.choice((dice.uniform(0, 0.1), dice.uniform(0, 0.5), dice.uniform(0, 2.5)))
        daemon = self.start(world)
        timer = threading.Timer(life, daemon.process.kill)
        timer.start()
        try:
            while daemon.process.poll() is None:
                world.act()
                time.sleep(dice.uniform(0, 0.1))
                world.scrape(daemon)
        except UNREACHABLE:
            pass
        except AssertionError as error:
            if "charterd ended" not in str(error):
                raise
        finally:
            timer.join()
            daemon.kill()
            daemon.close()

    def check(self, world):
        daemon = self.start(world)
        world.check(daemon)
        for log in world.logs.values():
            log.prune(KEPT)
        daemon.kill()
        daemon.close()

    def test_nothing_is_lost_or_doubled(self):
        world = self.make_world()
        begun = time.monotonic()
        for number in range(1, KILLS + 1):
            self.live(world)
            for _ in range(world.dice.choice((0, 0, 1, 4))):
                world.act()
            if number % KILLS_BETWEEN_CHECKS == 0 or number == KILLS:
                self.check(world)
        print(f"{KILLS} kills in {time.monotonic() - begun:.0f} s, "
              f"{sum(world.shop.records.values())} records, rotations {dict(world.rotations)}")


if __name__ == "__main__":
    KillTest.main()
