"""charterd under faults: a shop, its rotated logs, and what the daemon makes of them."""

import collections
import concurrent.futures
import functools
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
from datetime import datetime

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
sys.dont_write_bytecode = True

from charterd_process import PATIENCE, Daemon, LineReader, wait_for  # noqa: E402
from rotated_log import STYLES, RotatedLog  # noqa: E402
from shop import CHARTER, SETTINGS, Shop, series  # noqa: E402

SERIES = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
# Of the process alone, which Prometheus knows to begin anew.
OF_PROCESS = ("charterd_http_", "process_", "charterd_state_")
BYTES_READ = "charterd_source_bytes_total"
UNREACHABLE = (OSError, urllib.error.URLError, http.client.HTTPException)


def rounds():
    """How thorough to be: 2 unless CHARTERD_FAULT_ROUNDS says more."""
    return max(1, int(os.environ.get("CHARTERD_FAULT_ROUNDS", "2")))


def numbers(most):
    """From 1 to `most`: all with 100 rounds, else more and more of them left out."""
    number, step = 1, 1.0
    while number <= most:
        yield number
        step *= 1 + 2 / rounds() if rounds() < 100 else 1
        number += max(1, int(step))


def in_parallel(test, function, runs):
    """{name: arguments}. A few at once, as they mostly wait; {name: result} of those that pass."""
    results = {}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        begun = [(name, pool.submit(function, *arguments)) for name, arguments in runs.items()]
        for name, run in begun:
            with test.subTest(name, arguments=runs[name]):
                results[name] = run.result()
    return results


def absent(what):
    """Says that a test cannot run here, loudly; ctest knows the status."""
    print(f"NOT TESTED: {what}", file=sys.stderr)
    sys.exit(77)


def tracer(*what, out=os.devnull, paths=()):
    """A command to put before charterd, which stays its own process; for calls `what` strace says
    to tamper with, and writes of to `out`; only those that name one of `paths`, where there are
    any."""
    if shutil.which("strace") is None:
        raise AssertionError("strace is missing: apt-get install strace")
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode != 0:
        absent("strace may not trace here (ptrace is not allowed)")
    calls = ",".join(tampering.split(":")[0] for tampering in what)
    return ["strace", "-D", "-f", "-q", "-o", str(out), *(["-e", f"trace={calls}"] if what else []),
            *[word for tampering in what for word in ("-e", f"inject={tampering}")],
            *[word for path in paths for word in ("-P", str(path))]]


@functools.lru_cache
def is_sanitized(binary):
    """Built with a sanitizer that has its own ideas of memory and descriptors."""
    return b"__asan_init" in pathlib.Path(binary).read_bytes()


@functools.lru_cache
def is_slow(binary):
    """Built with any sanitizer: it takes ten times as long."""
    return is_sanitized(binary) or b"__tsan_init" in pathlib.Path(binary).read_bytes()


def preloaded(library):
    """The environment in which it is loaded before all others, also before a sanitizer."""
    return {"LD_PRELOAD": str(library), "ASAN_OPTIONS": "verify_asan_link_order=0"}


def parse(text):
    """{series: value} of an exposition."""
    found = (SERIES.match(line) for line in text.splitlines() if not line.startswith("#"))
    return {series(m[1], **dict(LABEL.findall(m[2] or ""))): float(m[3]) for m in found if m}


def is_lasting(key):
    """A counter that must not fall from one process to the next; but for those of a target that
    comes and goes."""
    if ("target", "passing") in key[1]:
        return False
    return key[0].endswith(("_total", "_count", "_bucket")) and not key[0].startswith(OF_PROCESS)


class Process(Daemon):
    """`charterd run`, perhaps behind another program that keeps its process number."""

    def __init__(self, binary, world, *flags, behind=(), environment=None, **more):
        self.process = subprocess.Popen(
            [*behind, binary, "run", "--config.file", str(world.folder / "charterd.yml"), *flags],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            # Leaks are looked for by tracing, which a process that is traced itself cannot do.
            env={**os.environ, **({"ASAN_OPTIONS": "detect_leaks=0"} if behind else {}),
                 **(environment or {})}, **more)
        self.log = LineReader(self.process.stderr)
        self.binary = binary

    def metrics(self):
        return parse(self.get("/metrics")[1])

    def calls(self, *kinds):
        """How often it has called to read ("syscr") and to write ("syscw"), failed calls too: how
        far it has come, whatever a clock says. None when it has ended."""
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/io").read_text()
        except OSError:
            return None
        counts = dict(line.split(": ") for line in text.splitlines())
        return sum(int(counts[kind]) for kind in kinds or ("syscr", "syscw"))

    def reach(self, target, *kinds):
        """Waits, closely, until calls() is `target`; whether it came to that. Not when it has
        ended, nor when it stays idle."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            calls = self.calls(*kinds)
            if calls is not None and calls >= target:
                return True
            threading.Event().wait(0.001)
        return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.__exit__()

    def stop(self, within=30):
        """SIGTERM; the exit status. All that it said is in the log."""
        self.process.send_signal(signal.SIGTERM)
        return self.end(within)

    def end(self, within=30):
        """Waits until it has ended by itself."""
        status = self.process.wait(timeout=within)
        self.log.join(within)
        return status


class World:
    """A folder with the two files and the logs; and a plain copy of all that was ever written."""

    def __init__(self, folder, seed, logs=None, **of_shop):
        self.folder = pathlib.Path(folder)
        self.dice = random.Random(seed)
        self.shop = Shop(self.dice, **of_shop)
        self.logs_folder = pathlib.Path(logs or self.folder / "logs")
        self.whole = self.folder / "whole"
        for part, logs_of in ((self.folder, self.logs_folder), (self.whole, self.whole)):
            part.mkdir(exist_ok=True, parents=True)
            logs_of.mkdir(exist_ok=True)
            (part / "charter.yml").write_text(CHARTER)
            (part / "charterd.yml").write_text(SETTINGS.replace("LOGS", str(logs_of)))
        self.logs = {"calls": RotatedLog(self.logs_folder / "calls.jsonl"),
                     "orders": RotatedLog(self.logs_folder / "orders.log")}
        self.copies = {name: (self.whole / log.path.name).open("ab", buffering=0)
                       for name, log in self.logs.items()}
        self.highest = {}  # of every lasting counter
        self.bytes_read = 0  # at the last look
        self.latest_at = ""
        self.exact = False  # at the last check()
        self.rotations = collections.Counter()
        self.put("calls", [self.shop.call()])
        self.put("orders", self.shop.order_lines())

    def close(self):
        for file in (*self.copies.values(), *self.logs.values()):
            file.reopen() if isinstance(file, RotatedLog) else file.close()

    # ---- what the writers do --------------------------------------------------------------------

    def put(self, name, lines, pieces=1):
        """Appends lines; in so many pieces that end anywhere, when the daemon may look between."""
        data = "".join(line + "\n" for line in lines).encode()
        self.copies[name].write(data)
        cuts = sorted(self.dice.randrange(len(data) + 1) for _ in range(pieces - 1))
        for begin, end in zip([0, *cuts], [*cuts, len(data)]):
            self.logs[name].write(data[begin:end])

    def write(self, most=40):
        pieces = self.dice.choice((1, 1, 2, 3))
        count = self.dice.randint(1, most)
        # No log begins like an earlier one: if that held no more, it would be a copy that has grown.
        lines = [self.shop.new_call_line(), *[self.shop.call_line() for _ in range(count - 1)]]
        self.put("calls", lines, pieces)
        if self.dice.random() < 0.5:
            self.put("orders", self.shop.order_lines(), pieces)

    def rotate(self, style=None):
        name = self.dice.choice(sorted(self.logs))
        reopens = self.dice.random() < 0.7
        self.logs[name].reopen()
        style = style or self.dice.choice(STYLES)
        self.rotations[style] += 1
        self.logs[name].rotate(style, reopens)
        self.note(f"{name} {style} {reopens}")
        if not reopens:  # the last lines of who has not noticed yet
            self.write(5)
            self.logs[name].reopen()

    def note(self, what):
        """Keeps a history for whoever looks into a failure: what was done, and what is there."""
        files = ((path.stat(), path.name) for log in self.logs.values()
                 for path in sorted(self.logs_folder.iterdir()) if path.name.startswith(
                     log.path.name))
        there = " ".join(f"{name}:{status.st_ino}:{status.st_size}" for status, name in files)
        with (self.folder / "history").open("a") as file:
            file.write(f"{datetime.now():%H:%M:%S.%f} {what}: {there}\n")

    def act(self):
        """Something at random."""
        if self.dice.random() < 0.25:
            self.rotate()
        else:
            self.write()

    def put_charter(self, text):
        """As the daemon and `evaluate` are to read it, whole or not at all."""
        for part in (self.folder, self.whole):
            new = part / "charter.new"
            new.write_text(text)
            new.rename(part / "charter.yml")

    # ---- what the daemon says -------------------------------------------------------------------

    def scrape(self, daemon):
        """Its metrics, as take()."""
        return self.take(daemon.metrics())

    def take(self, metrics):
        """None of its counters may be below what was seen before."""
        fallen = {key: (self.highest[key], value) for key, value in metrics.items()
                  if is_lasting(key) and value < self.highest.get(key, 0)}
        gone = {key for key in self.highest if key not in metrics}
        if fallen or gone:
            raise AssertionError(f"counters fell: {fallen}; are gone: {gone}")
        self.highest.update((key, value) for key, value in metrics.items() if is_lasting(key))
        self.bytes_read = sum(value for key, value in metrics.items() if key[0] == BYTES_READ)
        return metrics

    def differences(self, metrics):
        expected = self.shop.expected()
        return {key: (value, metrics.get(key)) for key, value in expected.items()
                if metrics.get(key, 0) != value}

    def wait_read(self, daemon, sources=("calls", "orders")):
        """Waits until every record that was written is counted."""
        def written(metrics):
            return all(metrics.get(key) == value for key, value in self.shop.expected().items()
                       if key[0] == "charterd_source_records_total"
                       and dict(key[1])["source"] in sources)
        wait_for(lambda: written(self.scrape(daemon)), "all records", lambda: self.bytes_read)

    def check(self, daemon, evaluates=True):
        """Waits until all that was written is counted, exactly, and as `evaluate` would."""
        last, self.exact = {}, False

        def is_exact():
            last.clear()
            last.update(self.differences(self.scrape(daemon)))
            return not last and daemon.get("/-/ready")[0] == 200
        try:
            wait_for(is_exact, "exact figures", lambda: self.bytes_read)
        except AssertionError as error:
            lines = "\n".join(f"  {k}: wrote {v[0]}, counted {v[1]}" for k, v in last.items())
            raise AssertionError(f"{error}\n{lines}\n{daemon.log.text()}") from None
        if evaluates:
            self.compare_with_evaluate(daemon)
        self.exact = True
        self.shop.settle()

    def compare_with_evaluate(self, daemon):
        answer = json.loads(daemon.get("/api/v1/targets")[1])
        if answer["at"] < self.latest_at:
            raise AssertionError(f"T fell from {self.latest_at} to {answer['at']}")
        self.latest_at = answer["at"]
        done = subprocess.run(
            [daemon.binary, "evaluate", "--config.file", str(self.whole / "charterd.yml"),
             "--format", "json", "--at", answer["at"]], capture_output=True, check=True)
        expected = json.loads(done.stdout)
        for key in ("targets", "sources", "measures", "cases"):
            if expected[key] != answer[key]:
                raise AssertionError(f"{key}: evaluate says\n{expected[key]}\nrun says\n"
                                     f"{answer[key]}")


class FaultTest(unittest.TestCase):
    """A world for each test, which stays there when the test fails."""

    BINARY = ""  # charterd
    PLACE = None  # None: where temporary files go

    def seed(self):
        """A new one with each run, unless CHARTERD_FAULT_SEED repeats an earlier one."""
        seed = int(os.environ.get("CHARTERD_FAULT_SEED") or random.SystemRandom().randrange(10**9))
        print(f"{self.id()}: CHARTERD_FAULT_SEED={seed}", flush=True)
        return seed

    def make_world(self, seed=None, **more):
        folder = tempfile.mkdtemp(prefix="charterd-fault-", dir=self.PLACE)
        world = World(folder, self.seed() if seed is None else seed, **more)
        self.addCleanup(self._clear, world)
        return world

    def _clear(self, world):
        world.close()
        outcome = self._outcome.result
        failed = any(getattr(test, "test_case", test) is self
                     for test, _ in outcome.failures + outcome.errors)
        if failed and not world.exact:
            if world.folder not in world.logs_folder.parents:
                shutil.copytree(world.logs_folder, world.folder / "logs-at-the-end")
            print(f"{self.id()} failed: its files stay in {world.folder}", file=sys.stderr)
        else:
            shutil.rmtree(world.folder, ignore_errors=True)

    def start(self, world, *flags, **more):
        return self.enterContext(Process(self.BINARY, world, *flags, **more))

    @classmethod
    def main(cls):
        cls.BINARY = sys.argv.pop(1)
        unittest.main()


def memory_folder():
    """A folder in memory where there is one: a kill loses nothing that the system was given."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None
