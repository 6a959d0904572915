#!/usr/bin/env python3
"""Calls that find no descriptor: to open logs, folders, the state, the configuration, connections.

Usage: refused_test.py CHARTERD [arguments]; CHARTERD_FAULT_ROUNDS=100 refuses every call.
"""

import itertools
import os
import signal

from descriptors import FULL, Descriptors
from running import UNREACHABLE, Process, in_parallel, numbers, rounds, series, tracer, wait_for
from shop import CHARTER, PASSING

MOST = 10 * rounds()  # calls of a kind


class Patient(Process):
    """Asks again where it was let down: it gives connections back when it finds no descriptor."""

    def get(self, path):
        def ask():
            try:
                return super(Patient, self).get(path)
            except UNREACHABLE:
                if self.process.poll() is not None:
                    raise
                return None
        return wait_for(ask, f"an answer to {path}")


class RefusedTest(Descriptors):
    """One call finds no descriptor, or a few in a row."""

    LOGS = [f"{name}{number}{suffix}" for name in ("calls.jsonl", "orders.log", "was-orders")
            for number in ("", *(f".{n}" for n in range(1, 9))) for suffix in ("", ".gz")]
    STATE = ["", "/state.lock", *(f"/state.db{new}{file}" for new in ("", ".new")
                                  for file in ("", "-wal", "-shm", "-journal"))]

    def refusals(self, world):
        """{kind: (calls, the files that they name)}"""
        logs, state = world.logs_folder, world.folder / "state"
        return {
            "folders": ("openat", [logs]),
            "logs": ("openat", [logs / name for name in self.LOGS]),
            "state": ("openat", [f"{state}{file}" for file in self.STATE]),
            "configuration": ("openat", [world.folder / "charterd.yml",
                                         world.folder / "charter.yml"]),
            "process": ("openat", ["/proc/self/fd", "/proc/self/stat", "/proc/stat"]),
            "connections": ("accept,accept4", []),
            "events": ("inotify_init1,eventfd2,epoll_create1,timerfd_create,socket", []),
        }

    def move_out_of_sight(self, world):
        """Renames a log, with an end that has not been read, to what no pattern gives."""
        log = world.logs["orders"]
        world.put("orders", world.shop.order_lines())
        log.reopen()
        log.path.rename(log.path.with_name("was-orders"))
        world.write()

    def is_out_of_sight(self, world):
        return world.logs["orders"].path.with_name("was-orders").exists()

    def go_through(self, world, daemon):
        world.wait_read(daemon)
        for style in ("rename", "gzip"):
            world.rotate(style)
            world.write()
        world.check(daemon)
        self.reload(world, daemon, CHARTER + PASSING, True)
        world.rotate("copytruncate")
        world.write()
        # What no pattern gives any more cannot be read again, which is said of the new target.
        world.check(daemon, evaluates=not self.is_out_of_sight(world))
        self.reload(world, daemon, CHARTER, False)
        world.put("orders", world.shop.order_lines())
        world.check(daemon)
        self.assertEqual(daemon.stop(), 0)

    def run_refused(self, world, kind, when):
        """How many calls were refused; when it ended by itself, it has said why."""
        calls, paths = self.refusals(world)[kind]
        trace = world.folder / "trace"
        behind = tracer(f"{calls}:{when}", out=trace, paths=paths)
        with Patient(self.BINARY, world, behind=behind) as daemon:
            try:
                self.go_through(world, daemon)
            except (AssertionError, *UNREACHABLE):
                if daemon.process.poll() is None:
                    raise
                # 78: the configuration cannot be read.
                self.assertIn(daemon.end(), (1, 78) if kind == "configuration" else (1,),
                              daemon.log.text())
                # SQLite opens for reading what it could not open for writing.
                self.assertRegex(daemon.log.text(),
                                 f"{FULL}|readonly|unable to open" if kind == "state" else FULL)
        world.put_charter(CHARTER)
        wait_for(lambda: "+++ exited" in trace.read_text(), "the tracer")
        return trace.read_text().count("(INJECTED)")

    def refuse_at(self, seed, kind, number):
        world = self.make_world(seed + number)
        when = f"error={'ENFILE' if number % 2 else 'EMFILE'}:when={number}"
        refused = self.run_refused(world, kind, when)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
            daemon.kill()
        self.move_out_of_sight(world)
        refused += self.run_refused(world, kind, f"{when}..{number + 2 * (number % 4)}")
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)
        return refused

    def refuse_all(self, kind):
        seed, tried, refused = self.seed(), [], True
        ahead = numbers(MOST)
        while refused:
            runs = {n: (seed, kind, n) for n in itertools.islice(ahead, 4)}
            ended = in_parallel(self, self.refuse_at, runs)
            refused = bool(ended) and all(ended.values())
            tried += [number for number, count in ended.items() if count]
        self.assertIn(1, tried)
        print(f"{kind}: refused at {len(tried)} places, up to the {max(tried)}th call")

    def test_a_system_that_has_none_left_is_no_mistake_of_the_files(self):
        world = self.make_world()
        behind = tracer("openat:error=ENFILE:when=1+", out=world.folder / "trace",
                        paths=[world.folder / "charterd.yml", os.devnull])
        with Process(self.BINARY, world, behind=behind) as daemon:
            self.assertEqual(daemon.end(), 1, daemon.log.text())  # 78 would not be tried again
            self.assertIn(FULL, daemon.log.text())
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def refused_often(self, world, paths, first):
        """The first call that is refused, and many behind it."""
        trace = world.folder / "trace"
        behind = tracer(f"openat:error=EMFILE:when={first}..{first + 30}", out=trace, paths=paths)
        daemon = self.enterContext(Patient(self.BINARY, world, behind=behind))
        return daemon, lambda: trace.read_text().count("(INJECTED)")

    def test_a_source_is_not_ready_before_its_folder_was_listed(self):
        world = self.make_world()
        daemon, _ = self.refused_often(world, [world.logs_folder], 1)
        wait_for(lambda: daemon.log.find(f"cannot be listed: {FULL}"), "the fault")
        self.assertEqual(daemon.get("/-/ready")[0], 503)
        behind = daemon.metrics()
        self.assertEqual({behind[series("charterd_source_caught_up", source=source)]
                          for source in ("calls", "orders")}, {0})
        world.check(daemon)
        self.assertNotIn("no such file", daemon.log.text())

    def test_a_target_is_not_filled_in_before_all_could_be_opened(self):
        world = self.make_world()
        for _ in range(3):
            for log in world.logs.values():
                log.rotate("rename")
            world.write()
            world.put("orders", world.shop.order_lines())
        logs = sorted(world.logs_folder.iterdir())
        # Each of its threads opens all logs once: behind a reload the next one is for the target.
        daemon, refused = self.refused_often(world, logs, len(logs) + 1)
        world.check(daemon)
        self.assertEqual(refused(), 0)
        world.put_charter(CHARTER + PASSING)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(refused, "the fault")
        self.wait_filled_in(daemon)
        world.check(daemon)

    def test_folders(self):
        self.refuse_all("folders")

    def test_logs(self):
        self.refuse_all("logs")

    def test_state(self):
        self.refuse_all("state")

    def test_configuration(self):
        self.refuse_all("configuration")

    def test_process(self):
        self.refuse_all("process")

    def test_connections(self):
        self.refuse_all("connections")

    def test_events(self):
        self.refuse_all("events")


if __name__ == "__main__":
    tracer()  # ends here where it cannot work
    RefusedTest.main()
