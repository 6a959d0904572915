#!/usr/bin/env python3
"""Reads that give less than was asked for, of logs, archives and state.

Usage: short_reads_test.py CHARTERD [arguments]; CHARTERD_SHORT_READS names the library that makes
them.
"""

import os

from rotated_log import STYLES
from running import FaultTest, Process, in_parallel, memory_folder, preloaded, rounds


class ShortReadTest(FaultTest):
    PLACE = memory_folder()

    def environment(self, seed):
        return {**preloaded(os.environ["CHARTERD_SHORT_READS"]), "CHARTERD_FAULT_SEED": str(seed)}

    def run_with(self, seed, style):
        world = self.make_world(seed)
        for life in range(1 + rounds()):
            daemon = Process(self.BINARY, world, environment=self.environment(seed + life))
            with daemon:
                for _ in range(3):
                    world.write(200)
                    world.rotate(style)
                world.check(daemon)
                daemon.kill()
            world.write(200)
            world.rotate(style)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def test_each_style(self):
        seed = self.seed()
        in_parallel(self, self.run_with, {style: (seed + 100 * number, style)
                                          for number, style in enumerate(STYLES)})


if __name__ == "__main__":
    FaultTest.main()
