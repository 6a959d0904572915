#!/usr/bin/env python3
"""How long a scrape takes while a crowd of clients sends its requests as slowly as it can.

slow_loris.py --build BUILD_FOLDER [--clients 1000] [--scrapes 500] [--tls]

Each client opens a connection, sends the beginning of a request (with --tls: of a handshake) and then a byte now and again; whoever
is let go comes back at once. Scrapes come on a connection of their own each, and on one that is kept.
Build first: cmake --build BUILD_FOLDER --target charterd
"""
import argparse
import http.client
import pathlib
import resource
import selectors
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from certificates import Authority  # noqa: E402
from charterd_process import Daemon, Workspace, call  # noqa: E402

REQUEST = b"GET /metrics HTTP/1.1\r\nX-Slow: "


class Crowd(threading.Thread):
    """Connections that never finish a request."""

    def __init__(self, address, clients, beginning):
        super().__init__(daemon=True)
        self._address, self._clients, self._beginning = address, clients, beginning
        self._selector = selectors.DefaultSelector()
        self.reconnections = 0
        self.ready = threading.Event()
        self.stopping = threading.Event()

    def _connect(self):
        client = socket.create_connection(self._address)
        client.setblocking(False)
        client.send(self._beginning)
        self._selector.register(client, selectors.EVENT_READ)

    def run(self):
        for _ in range(self._clients):
            self._connect()
        self.ready.set()
        next_byte = 0.0
        while not self.stopping.is_set():
            for key, _ in self._selector.select(0.1):  # closed by the server
                self._selector.unregister(key.fileobj)
                key.fileobj.close()
                self.reconnections += 1
                self._connect()
            if time.monotonic() > next_byte:
                next_byte = time.monotonic() + 1
                for key in list(self._selector.get_map().values()):
                    try:
                        key.fileobj.send(b"x")
                    except OSError:
                        pass  # seen by the next select


def scrape_times(address, count, context, kept):
    """Seconds that each scrape took, and how often a kept connection had been closed."""
    def connect():
        if context:
            return http.client.HTTPSConnection(*address, context=context, timeout=30)
        return http.client.HTTPConnection(*address, timeout=30)

    times, closed, connection = [], 0, connect()
    for _ in range(count):
        start = time.monotonic()
        while True:
            try:
                connection.request("GET", "/metrics")
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200
                break
            except (ConnectionError, http.client.HTTPException):
                closed += 1
                connection = connect()
        times.append(time.monotonic() - start)
        if not kept:
            connection.close()
            connection = connect()
        time.sleep(0.01)
    return times, closed


def row(name, times, closed):
    ranked = sorted(times)
    at = lambda share: 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]
    print(f"| {name} | {1000 * statistics.median(times):.1f} | {at(0.99):.1f} | {1000 * ranked[-1]:.1f} "
          f"| {closed} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--scrapes", type=int, default=500)
    parser.add_argument("--tls", action="store_true")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        workspace.append(*[call(10)] * 100)
        flags, context = [], None
        if options.tls:
            authority = Authority(folder)
            authority.issue("server", "IP:127.0.0.1")
            web = pathlib.Path(folder) / "web.yml"
            web.write_text("tls_server_config: {cert_file: server.pem, key_file: server.key}\n")
            flags = ["--web.config.file", str(web)]
            context = ssl.create_default_context(cafile=str(authority.certificate))
        binary = str(pathlib.Path(options.build) / "daemon/charterd")
        with Daemon(binary, workspace, *flags) as daemon:
            host, port = daemon.address.rsplit(":", 1)
            address = (host, int(port))
            print("| scrapes, ms | median | 99% | longest | let go |")
            print("| --- | ---: | ---: | ---: | ---: |")
            row("alone", *scrape_times(address, options.scrapes, context, False))
            beginning = b"\x16\x03\x01\x02\x00\x01" if options.tls else REQUEST
            crowd = Crowd(address, options.clients, beginning)
            crowd.start()
            crowd.ready.wait()
            row("in the crowd, a connection each",
                *scrape_times(address, options.scrapes, context, False))
            row("in the crowd, one connection",
                *scrape_times(address, options.scrapes, context, True))
            crowd.stopping.set()
            crowd.join()
            print(f"\n{options.clients} slow clients came back {crowd.reconnections} times")


if __name__ == "__main__":
    main()
