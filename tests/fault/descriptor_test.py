#!/usr/bin/env python3
"""No descriptor left: at the start, and while charterd runs, for logs, folders, connections, the
state and the configuration.

Usage: descriptor_test.py CHARTERD [arguments]; CHARTERD_FAULT_ROUNDS=100 lets every call fail.
"""

import contextlib
import http.client
import itertools
import os
import resource
import signal
import socket

from running import (UNREACHABLE, FaultTest, Process, in_parallel, memory_folder, numbers, parse,
                     rounds, series, tracer, wait_for)
from shop import CHARTER, PASSING, SETTINGS

FEWEST = 32  # without so many it does not start
HIGHEST = 24  # more than it has open
MOST = 300  # calls of a kind
SOURCES, LOGS_OF_SOURCE = 16, 8
SOURCE = """\
  - name: source-{name}
    file: {{paths: ["{folder}/{name}-*.jsonl"]}}
    format: json
    events:
      - type: {{field: event}}
        time: {{field: ts}}
        fields: {{wait: wait_s}}
"""
FULL = "Too many open files"  # EMFILE; ENFILE reads on with "in system"


def limit_to(count):
    """What subprocess.Popen calls in the child."""
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def connect(daemon, count):
    """Sockets; the system completes connections, up to its backlog, that nobody has accepted."""
    host, port = daemon.address.rsplit(":", 1)
    connections = []
    for _ in range(count):
        with contextlib.suppress(OSError):
            connections.append(socket.create_connection((host, int(port)), timeout=5))
    return connections


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


class Descriptors(FaultTest):
    PLACE = memory_folder()

    def reload(self, world, daemon, charter, there):
        """Has it read the charter until it has; `there`: whether that names the passing target."""
        world.put_charter(charter)

        def ended():
            return sum("the files were read again" in line or "nothing was changed" in line
                       for line in list(daemon.log.lines))

        def is_there():
            return ('"passing"' in daemon.get("/api/v1/targets")[1]) == there
        while not is_there():
            before = ended()
            daemon.process.send_signal(signal.SIGHUP)
            wait_for(lambda: ended() > before, "the reload")
        self.wait_filled_in(daemon)

    def wait_filled_in(self, daemon):
        wait_for(lambda: '"filling":true' not in daemon.get("/api/v1/targets")[1],
                 "the new target to be filled in")


class StartTest(Descriptors):
    def refuse(self, world, count):
        with Process(self.BINARY, world, preexec_fn=limit_to(count)) as daemon:
            self.assertEqual(daemon.end(), 1, daemon.log.text())
            self.assertIn(f"may have {count} files open, at least {FEWEST} are needed",
                          daemon.log.text())

    def run_with(self, world, count):
        with Process(self.BINARY, world, preexec_fn=limit_to(count)) as daemon:
            world.check(daemon)
            for style in ("rename", "gzip", "copytruncate"):
                connections = connect(daemon, 2 * count)
                written = daemon.calls("syscw")
                world.rotate(style)
                world.write()
                # It goes on reading and keeping; nobody asks, as that would close connections.
                self.assertTrue(daemon.reach(written + 1, "syscw"), daemon.log.text())
                for connection in connections:
                    connection.close()
                world.check(daemon)
            self.assertEqual(daemon.stop(), 0)
        with Process(self.BINARY, world) as daemon:
            world.check(daemon)

    def test_each_limit(self):
        seed = self.seed()
        # With fewer than four not even its libraries are found.
        in_parallel(self, lambda n: self.refuse(self.make_world(seed + n), n),
                    {n: (n,) for n in range(4, FEWEST)})
        in_parallel(self, lambda n: self.run_with(self.make_world(seed + n), n),
                    {n: (n,) for n in range(FEWEST, FEWEST + 6 + rounds())})


class ManyLogsTest(Descriptors):
    """More logs than descriptors, which others need too."""

    def test_of_one_source(self):
        world = self.make_world()
        for _ in range(2 * FEWEST):
            world.put("calls", [world.shop.call()])
            world.logs["calls"].rotate("rename")
        daemon = self.start(world, preexec_fn=limit_to(FEWEST))
        world.check(daemon)
        daemon.kill()
        world.check(self.start(world))

    def test_of_many_sources(self):
        world = self.make_world()
        settings = SETTINGS[:SETTINGS.index("sources:")] + "sources:\n"
        logs = []
        for source in range(SOURCES):
            settings += SOURCE.format(name=source, folder=world.logs_folder)
            logs += [world.logs_folder / f"{source}-{n}.jsonl" for n in range(LOGS_OF_SOURCE)]
        (world.folder / "charterd.yml").write_text(settings)

        def read(daemon):
            return sum(value for key, value in daemon.metrics().items()
                       if key[0] == "charterd_source_records_total")
        for log in logs:
            log.write_text(world.shop.call() + "\n")
        daemon = self.start(world, preexec_fn=limit_to(2 * FEWEST))
        wait_for(lambda: read(daemon) == len(logs), "all logs")
        for log in logs:
            with log.open("a") as file:
                file.write(world.shop.call() + "\n")
        wait_for(lambda: read(daemon) == 2 * len(logs), "what was added to them")
        self.assertEqual(daemon.stop(), 0)


class LoweredTest(Descriptors):
    """The limit is lowered below what is open, and raised again."""

    def lower(self, daemon, soft):
        """The limits that were there before."""
        process = daemon.process.pid
        before = resource.prlimit(process, resource.RLIMIT_NOFILE)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (soft, before[1]))
        return before

    def ask(self, connection, path):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def look(self, world, connection):
        """It answers whom it knows, and no counter has fallen."""
        self.assertEqual(self.ask(connection, "/-/healthy")[0], 200)
        metrics = world.take(parse(self.ask(connection, "/metrics")[1]))
        self.assertEqual(metrics[series("charterd_config_last_reload_successful")], 0)

    def run_lowered(self, seed, soft):
        """Below what is open: nothing can be opened; a little above it: a few things."""
        world = self.make_world(seed + soft)
        daemon = self.start(world)
        world.check(daemon)
        host, port = daemon.address.rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        self.addCleanup(connection.close)
        self.assertEqual(self.ask(connection, "/-/ready")[0], 200)
        is_full = soft <= len(os.listdir(f"/proc/{daemon.process.pid}/fd"))
        before = self.lower(daemon, soft)
        for style in ("rename", "gzip", "copytruncate"):
            world.rotate(style)
            world.write()
        world.put_charter(CHARTER + PASSING)
        daemon.process.send_signal(signal.SIGHUP)
        if is_full:
            wait_for(lambda: daemon.log.find(f"nothing was changed.*{FULL}"), "the fault")
            wait_for(lambda: daemon.log.find(f"cannot be (listed|read).*{FULL}"), "the fault")
            self.look(world, connection)
        connections = connect(daemon, 20)
        read = daemon.calls("syscr")
        world.write()
        if soft > 3:  # else it may not even wait for what has changed
            self.assertTrue(daemon.reach(read + 1, "syscr"), daemon.log.text())
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, before)
        for one in connections:
            one.close()
        self.reload(world, daemon, CHARTER + PASSING, True)
        world.check(daemon)
        if soft % 2 == 0:
            daemon.kill()
        else:
            self.assertEqual(daemon.stop(), 0)
        world.check(self.start(world))

    def test_each_limit(self):
        seed = self.seed()
        step = max(1, 6 // rounds())
        in_parallel(self, self.run_lowered, {n: (seed, n) for n in range(0, HIGHEST, step)})


class RefusedTest(Descriptors):
    """One call finds no descriptor, or a few in a row."""

    LOGS = [f"{name}{number}{suffix}" for name in ("calls.jsonl", "orders.log", "was-orders")
            for number in ("", *(f".{n}" for n in range(1, 9))) for suffix in ("", ".gz")]
    STATE = ["", "/state.lock", *(f"/state.db{new}{file}" for new in ("", ".new")
                                  for file in ("", "-wal", "-shm", "-journal"))]

    def setUp(self):
        try:
            tracer()
        except SystemExit:  # it has said why
            self.skipTest("calls cannot be refused here")

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
    FaultTest.main()
