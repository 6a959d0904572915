#!/usr/bin/env python3
"""A limit on descriptors that is low, at the start or while charterd runs.

Usage: descriptor_test.py CHARTERD [arguments]
"""

import contextlib
import http.client
import os
import resource
import signal
import socket

from descriptors import FULL, Descriptors
from running import Process, in_parallel, is_sanitized, parse, rounds, series, wait_for
from shop import CHARTER, PASSING, SETTINGS

FEWEST = 32  # without so many it does not start
HIGHEST = 24  # more than it has open
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
        # With fewer than four not even its libraries are found; a sanitizer has its own needs.
        least = FEWEST // 2 if is_sanitized(self.BINARY) else 4
        in_parallel(self, lambda n: self.refuse(self.make_world(seed + n), n),
                    {n: (n,) for n in range(least, FEWEST)})
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


if __name__ == "__main__":
    Descriptors.main()
