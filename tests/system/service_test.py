#!/usr/bin/env python3
"""The real daemon under what systemd gives to a service: a notify socket, a watchdog, and sockets
that listen already.

  service_test.py CHARTERD
"""

import os
import pathlib
import signal
import socket
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
from charterd_process import PATIENCE, Daemon, Workspace, call, wait_for  # noqa: E402

CHARTERD = sys.argv[1]

# Starts what follows as systemd would: with the sockets from descriptor 3 on, and its own process id.
LAUNCHER = """#!/bin/bash
next=3
for socket in $SOCKETS; do
  eval "exec $next<&$socket"
  next=$((next + 1))
done
[ -z "$SOCKETS" ] || export LISTEN_FDS=$((next - 3)) LISTEN_PID=$$
exec "$CHARTERD" "$@"
"""


class Manager:
    """The other end of the notify socket."""

    def __init__(self, address):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0"))
        self._socket.settimeout(PATIENCE)
        self.heard = []

    def close(self):
        self._socket.close()

    def receive(self, line):
        """Waits for a message with a line that begins so; gives the whole message's lines."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            lines = self._socket.recv(4096).decode().splitlines()
            self.heard += lines
            if any(one.startswith(line) for one in lines):
                return lines
        raise AssertionError(f"waited in vain for {line}")


class ServiceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.workspace = Workspace(folder.name)
        self.folder = self.workspace.folder
        self.launcher = self.folder / "launcher"
        self.launcher.write_text(LAUNCHER)
        self.launcher.chmod(0o755)

    def start(self, address, sockets=(), **variables):
        manager = Manager(address)
        self.addCleanup(manager.close)
        descriptors = sorted(one.fileno() for one in sockets)
        daemon = Daemon(
            str(self.launcher), self.workspace, pass_fds=descriptors,
            env={**os.environ, "NOTIFY_SOCKET": address, "CHARTERD": CHARTERD,
                 "SOCKETS": " ".join(map(str, descriptors)), **variables})
        self.addCleanup(daemon.__exit__)
        return manager, daemon

    def listener(self):
        return self.enterContext(socket.create_server(("127.0.0.1", 0)))

    def ask_for_the_page(self):
        settings = self.workspace.folder / "charterd.yml"
        settings.write_text(settings.read_text() + 'public: {listen: "192.0.2.1:1"}\n')

    def test_a_whole_life(self):
        self.workspace.append(call(5))
        for address in (str(self.folder / "notify"), f"@charterd-test-{os.getpid()}"):
            manager, daemon = self.start(address, WATCHDOG_USEC="300000")
            self.assertIn("READY=1", manager.receive("READY=1"))
            self.assertEqual(daemon.get("/-/healthy")[0], 200)
            daemon.wait_ready()
            for _ in range(3):
                manager.receive("WATCHDOG=1")
            daemon.process.send_signal(signal.SIGTERM)
            manager.receive("STOPPING=1")
            said = [line for line in manager.heard if line.startswith("STATUS=")]
            self.assertEqual(said[-2:], ["STATUS=targets: 1 kept, 0 missed, 0 without data",
                                         "STATUS=keeping what was read"])
            self.assertEqual(daemon.process.wait(PATIENCE), 0)

    def test_a_reload_is_told(self):
        manager, daemon = self.start(str(self.folder / "notify"))
        manager.receive("READY=1")
        for charter in ("timezone: Europe/Prague", "timezone: Atlantis"):
            path = self.workspace.folder / "charter.yml"
            path.write_text(path.read_text().replace("timezone: Europe/Prague", charter))
            daemon.process.send_signal(signal.SIGHUP)
            told = manager.receive("RELOADING=1")
            self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in told), told)
            manager.receive("READY=1")

    def test_a_daemon_that_cannot_start_is_never_ready(self):
        (self.folder / "state").write_text("not a folder")
        manager, daemon = self.start(str(self.folder / "notify"))
        self.assertEqual(daemon.process.wait(PATIENCE), 1)
        manager._socket.setblocking(False)
        with self.assertRaises(BlockingIOError):
            manager.receive("READY=1")

    def test_files_with_mistakes_are_a_status_of_their_own(self):
        (self.folder / "charter.yml").write_text("targets: 3\n")
        _, daemon = self.start(str(self.folder / "notify"))
        self.assertEqual(daemon.process.wait(PATIENCE), 78)

    def test_it_serves_on_the_socket_that_is_handed_over(self):
        listener = self.listener()
        manager, daemon = self.start(str(self.folder / "notify"), [listener])
        manager.receive("READY=1")
        self.assertEqual(daemon.address, f"127.0.0.1:{listener.getsockname()[1]}")
        self.assertEqual(daemon.get("/-/healthy")[0], 200)

    def test_the_page_has_a_socket_of_its_own(self):
        self.ask_for_the_page()
        listeners = [self.listener(), self.listener()]
        ports = [one.getsockname()[1] for one in listeners]
        for name, at in (("public:charterd.socket", 0), ("charterd.socket:public", 1)):
            manager, daemon = self.start(str(self.folder / f"notify{at}"), listeners,
                                         LISTEN_FDNAMES=name)
            manager.receive("READY=1")
            self.assertEqual(daemon.address, f"127.0.0.1:{ports[1 - at]}")
            page = urllib.request.urlopen(f"http://127.0.0.1:{ports[at]}/", timeout=PATIENCE)
            with page:
                self.assertIn("text/html", page.headers["Content-Type"])
            self.assertEqual(daemon.get("/-/healthy")[0], 200)
            daemon.process.terminate()
            self.assertEqual(daemon.process.wait(PATIENCE), 0)

    def test_sockets_that_nobody_asks_for_are_refused(self):
        listeners = [self.listener(), self.listener(), self.listener()]
        for count, names, said in (
                (2, "a:public", "charterd.yml does not ask for it"),
                (2, "a:b", "several sockets were handed over: give one ListenStream="),
                (3, "a:public:public", "several sockets were handed over for it")):
            _, daemon = self.start(str(self.folder / f"notify{names}"), listeners[:count],
                                   LISTEN_FDNAMES=names)
            self.assertEqual(daemon.process.wait(PATIENCE), 1)
            wait_for(lambda: daemon.log.find(said), said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
