#!/usr/bin/env python3
"""Each way of rotation, while charterd runs and while it does not; and files that get the number
of one that is gone. Usage: rotation_test.py CHARTERD [arguments]"""

import itertools
import os
import pathlib
import shutil
import tempfile

from ext4 import mount_ext4
from rotated_log import PACKERS, STYLES, pack
from running import FaultTest, Process, in_parallel, memory_folder, rounds, series, wait_for

TIMES = 2 + min(rounds(), 10)  # so often one log is replaced: it may grow each time
MOVING = ("rename", "create", "delayed-gzip")  # who writes may go on in the old file


class RotationTest(FaultTest):
    PLACE = memory_folder()

    def begin_line(self, world):
        """Writes some of a call's line; what is left of it."""
        data = (world.shop.call() + "\n").encode()
        world.copies["calls"].write(data)
        cut = world.dice.randrange(1, len(data))
        world.logs["calls"].write(data[:cut])
        return data[cut:]

    def rotate(self, world, style, rest):
        """The line that was begun ends in the file where it was begun."""
        log = world.logs["calls"]
        if style not in MOVING:
            log.write(rest)
        log.rotate(style, reopens=style not in MOVING)
        if style in MOVING:
            log.write(rest)
            log.reopen()
        world.write()

    def show(self, world, daemon):
        """Waits until the daemon has seen the beginning of a line: one of another log tells."""
        world.put("orders", world.shop.order_lines())
        world.wait_read(daemon, ("orders",))

    def rotate_while_up(self, world, style):
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            for is_looked_at in (True, True, False, False):
                rest = self.begin_line(world)
                if is_looked_at:
                    self.show(world, daemon)
                self.rotate(world, style, rest)
                if is_looked_at:
                    world.check(daemon)
            world.check(daemon)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def rotate_while_down(self, world, style):
        for rotations in (1, 2, 3):  # that it has not seen
            with Process(self.BINARY, world) as daemon:
                world.check(daemon)
                rest = self.begin_line(world)
                self.show(world, daemon)
                if rotations == 2:
                    self.assertEqual(daemon.stop(), 0)
                else:
                    daemon.kill()
            for _ in range(rotations):
                self.rotate(world, style, rest)
                rest = b""
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def each_style(self, function):
        seed = self.seed()

        def run(number, style):
            function(self.make_world(seed + number), style)
        in_parallel(self, run, {style: (number, style) for number, style in enumerate(STYLES)})

    def test_while_up(self):
        self.each_style(self.rotate_while_up)

    def test_while_down(self):
        self.each_style(self.rotate_while_down)


class ListingTest(FaultTest):
    """A rotated log is renamed while the folder is being listed, so that it seems to be gone."""

    PLACE = memory_folder()

    def look(self, world, daemon, name):
        """Waits until the daemon has listed the folder once more: only so it finds a new file."""
        data = "".join(line + "\n" for line in world.shop.order_lines()).encode()
        world.copies["orders"].write(data)
        (world.logs_folder / f"orders.log-{name}").write_bytes(data)
        world.wait_read(daemon, ("orders",))

    def hide_and_show(self, world, style):
        """What was read of it before, and how it is called, makes no difference."""
        log = world.logs["calls"]
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            daemon.kill()
        world.write()
        log.rotate(style)
        world.write()
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            for number in range(2, 4):
                path = log.rotated()[0][1]
                hidden = world.folder / path.name
                path.rename(hidden)
                for look in "ab":
                    self.look(world, daemon, f"{number}{look}")
                hidden.rename(path.with_name(path.name.replace(f".{number - 1}", f".{number}")))
                self.look(world, daemon, f"{number}c")
                world.write(3)
                world.check(daemon)

    def test_each_style(self):
        seed = self.seed()
        in_parallel(self, lambda n, style: self.hide_and_show(self.make_world(seed + n), style),
                    {style: (number, style) for number, style in enumerate(STYLES)})


class CopyTest(FaultTest):
    """A log that is copied away, replaced by a copy of itself, or compressed under a name that
    says little, while it grows, and while charterd is killed again and again."""

    PLACE = memory_folder()

    def replace(self, world, log):
        """As rsync does."""
        log.reopen()
        new = log.path.with_name(f".{log.path.name}.new")
        shutil.copyfile(log.path, new)
        new.rename(log.path)

    def copy(self, world, log):
        number = len(log.rotated()) + 1
        shutil.copyfile(log.path, log.path.with_name(f"{log.path.name}.{number}"))

    def copy_and_pack(self, world, log):
        self.copy(world, log)
        pack(log.rotated()[0][1], world.dice.choice(sorted(PACKERS)))

    def stamp(self, world, log):
        log.reopen()
        stamped = log.path.with_name(f"{log.path.name}-T{world.stamps}")
        log.path.rename(stamped)
        pack(stamped, "gzip")

    def change(self, world, how):
        log = world.logs[world.dice.choice(sorted(world.logs))]
        if log.path.exists():
            how(world, log)
        world.stamps += 1
        world.note(f"{how.__name__} {log.path.name}")

    def live(self, world, how):
        """A few changes; a kill at any time."""
        with Process(self.BINARY, world) as daemon:
            for _ in range(world.dice.randrange(6)):
                world.write(5)
                self.change(world, how)
                if world.dice.random() < 0.3:
                    world.put("calls", [world.shop.call()])
                    world.wait_read(daemon)
            if world.dice.random() < 0.3:
                world.check(daemon)
            daemon.kill()

    def run_with(self, seed, how, **where):
        world = self.make_world(seed, **where)
        world.stamps = 0
        for _ in range(3 * rounds()):
            self.live(world, how)
            for _ in range(world.dice.randrange(3)):
                world.write(5)
                self.change(world, how)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def each_way(self, where):
        seed = self.seed()
        ways = (self.replace, self.copy, self.copy_and_pack, self.stamp)
        in_parallel(self, lambda n, how: self.run_with(seed + n, how, **where(how.__name__)),
                    {how.__name__: (number, how) for number, how in enumerate(ways)})

    def test_in_memory(self):
        self.each_way(lambda name: {})

    def test_on_ext4(self):
        disk = pathlib.Path(tempfile.mkdtemp(prefix="charterd-ext4-")) / "disk"
        self.addCleanup(shutil.rmtree, disk.parent)
        mount_ext4(self, disk)
        self.each_way(lambda name: {"logs": disk / name})


class LateArchiveTest(FaultTest):
    """A log that is gone, and whose archive comes long after it."""

    PLACE = memory_folder()

    def files(self, world, daemon):
        return world.scrape(daemon)[series("charterd_source_files", source="calls")]

    def run_with(self, seed, packer):
        world = self.make_world(seed)
        log = world.logs["calls"]
        for number in range(1, 3):
            with Process(self.BINARY, world) as daemon:
                world.put("calls", [world.shop.call() for _ in range(30)])
                world.check(daemon)
                away = world.folder / f"calls.jsonl.{number}"
                shutil.copyfile(log.path, away)
                log.path.unlink()
                log.reopen()
                wait_for(lambda: self.files(world, daemon) == 0, "the log to be let go")
                world.put("calls", [world.shop.call() for _ in range(5)])
                world.check(daemon)
                daemon.kill()
        pack(away, packer)
        for archive in world.folder.glob("calls.jsonl.*"):
            archive.rename(world.logs_folder / archive.name)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            self.assertEqual(self.files(world, daemon), 3)

    def test_each_packer(self):
        seed = self.seed()
        in_parallel(self, self.run_with, {packer: (seed + number, packer)
                                          for number, packer in enumerate(sorted(PACKERS))})


class ReplacedTest(FaultTest):
    """A log that was read to its end gives its place, and its number, to another one."""

    PLACE = memory_folder()
    SIZES = (0.5, 1, 1.5)  # of the new one against the old one
    REPEATED = range(1 + rounds() // 10)  # with another log

    def lines_of(self, world, size):
        """Calls that make exactly so many bytes."""
        lines, length = [], 0
        while size - length > 500:
            lines.append(world.shop.call())
            length += len(lines[-1]) + 1
        last = world.shop.call(more={"note": ""})
        padding = "x" * (size - length - len(last) - 1)
        return [*lines, last.replace('"note": ""', f'"note": "{padding}"')]

    def replace(self, world, size, in_place, same_time):
        log = world.logs["calls"]
        log.reopen()
        old = log.path.stat()
        lines = self.lines_of(world, int(old.st_size * size))
        if in_place:
            log.path.open("wb").close()
        else:
            log.path.unlink()
        world.put("calls", lines)
        if same_time:
            os.utime(log.path, ns=(old.st_mtime_ns, old.st_mtime_ns))
        new = log.path.stat()
        self.assertEqual(new.st_size, int(old.st_size * size))
        return new.st_ino == old.st_ino

    def replace_while_down(self, world, size, in_place, same_time):
        """How often the new file had the old one's number."""
        same = 0
        for _ in range(TIMES):
            with Process(self.BINARY, world) as daemon:
                world.put("calls", [world.shop.call() for _ in range(30)])
                world.check(daemon)
                daemon.kill()
            same += self.replace(world, size, in_place, same_time)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
        return same

    def replace_while_up(self, world, size, in_place):
        with Process(self.BINARY, world) as daemon:
            for _ in range(TIMES):
                world.put("calls", [world.shop.call() for _ in range(30)])
                world.check(daemon)
                self.replace(world, size, in_place, False)
            world.check(daemon)

    def each_size(self, run):
        seed = self.seed()
        each = itertools.product(self.SIZES, (True, False), (True, False), self.REPEATED)
        runs = {(size, *flags, again): (seed + number, size, *flags)
                for number, (size, *flags, again) in enumerate(each)}
        return in_parallel(self, run, runs)

    def test_while_down(self):
        self.each_size(lambda seed, *how: self.replace_while_down(self.make_world(seed), *how))

    def test_while_up(self):
        def run(seed, size, in_place, twice):
            if not twice:
                self.replace_while_up(self.make_world(seed), size, in_place)
        self.each_size(run)

    def test_on_ext4(self):
        logs = pathlib.Path(tempfile.mkdtemp(prefix="charterd-ext4-")) / "disk"
        self.addCleanup(shutil.rmtree, logs.parent)
        mount_ext4(self, logs)

        def run(seed, *how):
            world = self.make_world(seed, logs=logs / str(seed))
            return self.replace_while_down(world, *how)
        same = self.each_size(run)
        print(f"the same number again: {sum(same.values())} times in {len(same) * TIMES}")
        self.assertGreater(sum(same.values()), len(same))


if __name__ == "__main__":
    FaultTest.main()
