#!/usr/bin/env python3
"""The real daemon under what systemd gives to a service: a notify socket, a watchdog, and a socket
that listens already.

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

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
from charterd_process import PATIENCE, Daemon, Workspace, call  # noqa: E402

CHARTERD = sys.argv[1]

# Starts what follows as systemd would: with the socket as descriptor 3, and its own process id.
LAUNCHER = """#!/bin/sh
if [ -n "$SOCKET" ]; then
  eval "exec 3<&$SOCKET"
  export LISTEN_FDS=1 LISTEN_PID=$$
fi
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

    def start(self, address, listener=None, **variables):
        manager = Manager(address)
        self.addCleanup(manager.close)
        descriptors = [] if listener is None else [listener.fileno()]
        daemon = Daemon(
            str(self.launcher), self.workspace, pass_fds=descriptors,
            env={**os.environ, "NOTIFY_SOCKET": address, "CHARTERD": CHARTERD,
                 "SOCKET": " ".join(map(str, descriptors)), **variables})
        self.addCleanup(daemon.__exit__)
        return manager, daemon

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
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            manager, daemon = self.start(str(self.folder / "notify"), listener)
            manager.receive("READY=1")
            self.assertEqual(daemon.address, f"127.0.0.1:{port}")
            self.assertEqual(daemon.get("/-/healthy")[0], 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
