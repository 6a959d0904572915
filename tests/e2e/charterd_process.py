"""The daemon as a child process, with its files in a temporary folder."""

import json
import pathlib
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

CHARTER = """\
id: test-shop
organization: Test Shop
timezone: Europe/Prague
measures:
  queue_wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds, range: [0, 3600]}
targets:
  phone:
    statement: Callers speak to a person within 20 seconds.
    measure: queue_wait
    goal: at least 80%
    good: {event: call.answered, queue_wait: "<= 20s"}
    window: 28 days
    by: [segment]
"""

SETTINGS = """\
charter: charter.yml
storage: {path: state}
web: {listen: "127.0.0.1:0"}
sources:
  - name: calls
    file: {paths: ["logs/*.jsonl"]}
    format: json
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {wait: wait_s}
"""

# Behind a kill no exit status tells of it.
SANITIZER_REPORT = re.compile(r"\w+Sanitizer: |: runtime error: ")
PATIENCE = 20  # seconds until a condition that should come true counts as failed


def wait_for(condition, what, progress=lambda: None):
    """The first true value of condition(); fails when none comes while progress() stays the same,
    so that what takes its time on a busy machine is not taken for stuck."""
    reached, deadline = progress(), time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if progress() != reached:
            reached, deadline = progress(), time.monotonic() + PATIENCE
        elif time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        threading.Event().wait(0.05)


class LineReader(threading.Thread):
    """Collects the lines of a stream, so that the writer never blocks."""

    def __init__(self, stream):
        super().__init__(daemon=True)
        self.lines = []
        self._stream = stream
        self.start()

    def run(self):
        for line in self._stream:
            self.lines.append(line.rstrip("\n"))

    def find(self, pattern):
        return next((m for m in (re.search(pattern, line) for line in list(self.lines)) if m), None)

    def text(self):
        return "\n".join(self.lines)


class Workspace:
    """Charter, settings and a log that grows."""

    def __init__(self, folder, settings=SETTINGS):
        self.folder = pathlib.Path(folder)
        (self.folder / "logs").mkdir()
        (self.folder / "charter.yml").write_text(CHARTER)
        (self.folder / "charterd.yml").write_text(settings)
        self.log = self.folder / "logs" / "calls.jsonl"
        self.log.touch()

    def append(self, *lines):
        with self.log.open("a") as file:
            file.write("".join(line + "\n" for line in lines))


def call(wait, segment="new", minutes_ago=1):
    at = datetime.now(timezone.utc) - timedelta(minutes=minutes_ago)
    return json.dumps({"ts": at.isoformat(), "event": "call.answered", "wait_s": wait,
                       "segment": segment, "caller": "SECRET-CALLER"})


class Daemon:
    """`charterd run`, listening on a free port; `options` are those of subprocess.Popen."""

    def __init__(self, binary, workspace, *flags, **options):
        if "--storage.path" not in flags:
            flags = ("--storage.path", str(workspace.folder / "state"), *flags)
        self.process = subprocess.Popen(
            [binary, "run", "--config.file", str(workspace.folder / "charterd.yml"), *flags],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)
        self.log = LineReader(self.process.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.join()
        self.process.stderr.close()
        if self.log.find(SANITIZER_REPORT):
            raise AssertionError("a sanitizer reports:\n" + self.log.text())

    @property
    def address(self):
        def listening():
            if self.process.poll() is not None:
                raise AssertionError("charterd ended:\n" + self.log.text())
            return self.log.find(r'msg="listening" address=(\S+)')
        return wait_for(listening, "charterd to listen").group(1)

    def get(self, path):
        """Status and body."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait_ready(self):
        wait_for(lambda: self.get("/-/ready")[0] == 200, "charterd to be ready")

    def sample(self, series):
        """The value of a series; None when it is not there."""
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(series + " "):
                return float(line[len(series) + 1:])
        return None
