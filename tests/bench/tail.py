#!/usr/bin/env python3
"""How fast the daemon follows a log that grows, with commits, against `charterd evaluate` on it.

tail.py --build BUILD_FOLDER [--lines 3000000] [--rounds 3] [--place FOLDER]

A writer appends a whole log of JSON lines, a MiB at a time and as fast as it can, to a file that was
empty when the daemon was ready; put it in memory (--place /dev/shm), or the disk's speed is measured.
What counts is how fast figures are kept and served: lines between the first commit that is seen and
the last, over the time between, and over the processor time of all the daemon's threads. Both run
unpinned, in interleaved rounds; the medians and their ratios are printed. Build first:
cmake --build BUILD_FOLDER --target bench_tools
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from datetime import date, timedelta

from bench import HERE, make_data
from restart import Daemon

CHUNK = 1 << 20
RECORDS = "charterd_source_records_total"


def recent_month():
    """The latest one that is over and has 31 days, as dates begin."""
    last = date.today().replace(day=1) - timedelta(days=1)
    while last.day < 31:
        last = last.replace(day=1) - timedelta(days=1)
    return f"{last:%Y-%m-}".encode()


def make_recent(build, folder, lines):
    """The benchmark's JSON lines as of a recent month: to the daemon March may be long ago."""
    month = recent_month()
    path = os.path.join(folder, f"{lines}.{month.decode()}json")
    if not os.path.exists(path):
        old = make_data(build, folder, lines)["json"]
        with open(old, "rb") as source, open(path + ".new", "wb") as to:
            to.writelines(line.replace(b"2026-03-", month, 1) for line in source)
        os.rename(path + ".new", path)
    return path


def write_settings(folder, log, state):
    settings = {"charter": os.path.join(HERE, "charter.yml"), "web": {"listen": "127.0.0.1:0"},
                "sources": [{"name": "calls", "file": {"paths": [log]}, "format": "json",
                             "events": [{"type": {"field": "event"}, "time": {"field": "ts"},
                                         "fields": {"wait": "wait_s"}}]}]}
    if state:
        settings["storage"] = {"path": os.path.join(folder, "state")}
    with open(os.path.join(folder, "charterd.yml"), "w", encoding="utf-8") as file:
        json.dump(settings, file)  # JSON is YAML


def evaluate(charterd, folder, path):
    """(seconds, seconds of the processor)"""
    write_settings(folder, path, state=False)
    begun, used = time.monotonic(), processor_of_children()
    subprocess.run([charterd, "evaluate", "--config.file", os.path.join(folder, "charterd.yml")],
                   check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun, processor_of_children() - used


def processor_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def processor_of(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Writer(threading.Thread):
    def __init__(self, whole, log):
        super().__init__(daemon=True)
        self.whole, self.log = whole, log

    def run(self):
        with open(self.whole, "rb") as whole, open(self.log, "ab", buffering=0) as log:
            while chunk := whole.read(CHUNK):
                log.write(chunk)


def totals(daemon):
    """How many records were kept. The log is a good one."""
    records = 0
    for line in daemon.get("/metrics")[1].splitlines():
        if line.startswith(RECORDS):
            if 'result="rejected"' in line and not line.endswith(" 0"):
                raise SystemExit(f"lines were rejected: {line}")
            records += int(float(line.split()[-1]))
    return records


def tail(charterd, folder, path, lines):
    """Lines a second between the first commit that is seen and the last, lines a second of the
    processor, and how many commits."""
    log = os.path.join(folder, "calls.jsonl")
    open(log, "w", encoding="ascii").close()
    write_settings(folder, log, state=True)
    daemon = Daemon(charterd, folder)
    threading.Thread(target=daemon.process.stderr.read, daemon=True).start()
    daemon.wait_ready()
    writer = Writer(path, log)
    writer.start()
    seen = []  # (when, processor time, records), as they grow
    while not seen or seen[-1][2] < lines:
        records = totals(daemon)
        if records > (seen[-1][2] if seen else 0):
            seen.append((time.monotonic(), processor_of(daemon.process), records))
        time.sleep(0.1)
    writer.join()
    daemon.process.kill()
    daemon.process.wait()
    shutil.rmtree(os.path.join(folder, "state"))
    os.remove(log)
    (first, used_before, before), (last, used, after) = seen[0], seen[-1]
    return (after - before) / (last - first), (after - before) / (used - used_before), len(seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--lines", type=int, default=3_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--place", help="where the log and the state go")
    options = parser.parse_args()
    data = os.path.join(tempfile.gettempdir(), "charterd-bench")
    os.makedirs(data, exist_ok=True)
    path = make_recent(options.build, data, options.lines)
    charterd = os.path.join(options.build, "daemon/charterd")
    rounds = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory(dir=options.place) as folder:
            seconds, used = evaluate(charterd, folder, path)
            *speeds, commits = tail(charterd, folder, path, options.lines)
            rounds.append([options.lines / seconds, options.lines / used, *speeds])
            print("evaluate {:.2f} ({:.2f} by processor time), daemon {:.2f} ({:.2f}) million "
                  "lines/s, {} commits seen".format(*(x / 1e6 for x in rounds[-1]), commits), flush=True)
    alone, alone_used, following, following_used = map(statistics.median, zip(*rounds))
    print(f"{options.lines:,} lines: the daemon follows at {following / alone:.2f} of evaluate's "
          f"speed, {following_used / alone_used:.2f} by processor time")


if __name__ == "__main__":
    main()
