#!/usr/bin/env python3
"""What cases cost: speed, memory, and a million deadlines at once.

cases.py --build BUILD_FOLDER [--lines 1000000] [--open 1000000] [--rounds 5] [--cpu 1]

speed     `evaluate` over a log in which half of the events belong to cases, against the log of
          bench.py, which has none: medians of interleaved rounds on one pinned core
memory    peak resident memory of `evaluate` with so many open cases, less that with none
deadlines the running daemon with so many cases that all become overdue in one second: how long
          scrapes take before, while and after
Build first: cmake --build BUILD_FOLDER --target bench_tools charterd
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from datetime import datetime, timedelta, timezone

import bench

STEPS = ["parcel.placed", "parcel.revised", "parcel.waiting", "parcel.resumed", "parcel.completed"]
CONCURRENT = 20_000  # cases that are open at a time
CHARTER = """
organization: Benchmark
timezone: Europe/Prague
scope:
  channel: [phone, email, store, social]
  segment: [returning, first_time, long_term, business]
calendars: {office: {hours: {mon-fri: "08:00-18:00"}}}
measures:
  queue_wait: {events: call.answered, value: wait, unit: seconds}
cases:
  order:
    key: order
    opens: parcel.placed
    closes: parcel.completed
    pauses: {from: parcel.waiting, to: parcel.resumed}
    calendar: office
    measures: {order_time: {from: opens, to: closes}, revisions: {count: parcel.revised}}
defaults: {window: calendar month, by: [channel, segment]}
targets:
  within-20-seconds: {measure: queue_wait, goal: at least 80%, good: {queue_wait: "<= 20s"}}
  mean-wait: {measure: queue_wait, goal: mean at most 20s}
  right-first-time: {measure: order, goal: at least 95%,
                     good: {order_time: "<= 5 working days", revisions: "< 3"}}
  quick: {measure: order_time, goal: at least 80%, good: {order_time: "<= 4 business hours"}}
  mean-time: {measure: order_time, goal: mean at most 3 days}
"""


def write_settings(folder, name, path, charter=CHARTER):
    charter_file = os.path.join(folder, f"{name}-charter.yml")
    with open(charter_file, "w", encoding="utf-8") as file:
        file.write(charter)
    config = os.path.join(folder, f"{name}.yml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"charter": charter_file, "storage": {"path": f"{name}-state"}, "sources": [{
            "name": "log", "file": {"paths": [os.path.abspath(path)]}, "format": "json",
            "events": [{"type": {"field": "event"}, "time": {"field": "ts"},
                        "fields": {"wait": "wait_s", "order": "case"}}]}]}, file)
    return config


def write_half(source, path):
    """The lines of `source`, every second one turned into a step of a case."""
    with open(source, encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        step = 0
        for number, line in enumerate(lines):
            if number % 2:
                slot, turn = step % CONCURRENT, step // CONCURRENT
                key = f"o-{turn // len(STEPS):05d}-{slot:05d}"
                event = STEPS[turn % len(STEPS)]
                line = re.sub(r'"event":"[^"]*"', f'"event":"{event}"', line, count=1)
                line = re.sub(r'"case":"[^"]*"', f'"case":"{key}"', line, count=1)
                step += 1
            out.write(line)


def speed(options, folder):
    data = bench.make_data(options.build, options.data, options.lines)["json"]
    half = os.path.join(options.data, f"{options.lines}-half.json")
    if not os.path.exists(half):
        write_half(data, half)
    charterd = os.path.join(options.build, "daemon/charterd")
    configs = {"values only": write_settings(folder, "values", data),
               "half of cases": write_settings(folder, "half", half)}
    seconds, peak = {who: [] for who in configs}, {}
    for _ in range(options.rounds):
        for who, config in configs.items():
            taken, kib, text = bench.run(
                [charterd, "evaluate", "--config.file", config, "--format", "json"], options.cpu,
                bench.lines_of_charterd, options.lines)
            seconds[who].append(taken)
            peak[who] = kib
    closed = json.loads(text)["cases"][0]["closed"]
    base = statistics.median(seconds["values only"])
    for who, times in seconds.items():
        median = statistics.median(times)
        print(f"| {who:13} | {median:7.3f} s | {options.lines / median / 1e6:5.2f} M lines/s | "
              f"{base / median:4.2f} | {peak[who] / 1024:6.1f} MiB |")
    print(f"({closed:,} cases were closed)\n")


def write_open(path, count, opened):
    """So many cases that nothing has closed, two events each."""
    stamp = opened.isoformat()
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            for event in ("parcel.placed", "parcel.revised"):
                out.write(f'{{"ts":"{stamp}","event":"{event}","case":"order-{i:07d}",'
                          '"channel":"email","segment":"returning"}\n')


def memory(options, folder):
    peaks = {}
    for count in (0, options.open):
        path = os.path.join(folder, "open.json")
        write_open(path, count, datetime(2026, 3, 2, 9, tzinfo=timezone.utc))
        config = write_settings(folder, "open", path)
        command = [os.path.join(options.build, "daemon/charterd"), "evaluate", "--config.file",
                   config, "--format", "json"]
        _, peaks[count], _ = bench.run(command, options.cpu, None, None)
    each = (peaks[options.open] - peaks[0]) * 1024 / options.open
    print(f"{options.open:,} open cases of two events, three targets: {each:.0f} bytes each\n")


def scrape(address):
    begin = time.monotonic()
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=60) as answer:
        text = answer.read().decode()
    return time.monotonic() - begin, text


def deadlines(options, folder):
    path = os.path.join(folder, "due.json")
    # All deadlines in one second, soon after all of them have been read.
    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(
        seconds=20 + options.open // 50_000)
    write_open(path, options.open, due - timedelta(days=3))
    charter = CHARTER.replace('{order_time: "<= 4 business hours"}', '{order_time: "<= 3 days"}')
    config = write_settings(folder, "due", path, charter)
    log = os.path.join(folder, "log")
    with open(log, "w", encoding="utf-8") as file:
        daemon = subprocess.Popen([os.path.join(options.build, "daemon/charterd"), "run",
                                   "--config.file", config, "--web.listen-address", "127.0.0.1:0"],
                                  stderr=file)
    try:
        address = None
        while not address or "caught up" not in open(log, encoding="utf-8").read():
            found = re.search(r"address=(\S+)", open(log, encoding="utf-8").read())
            address = found.group(1) if found else None
            time.sleep(0.1)
        series = 'charter_target_overdue{charter="benchmark",target="quick"} '
        times, overdue, changed = [], 0, None
        while overdue < options.open:
            taken, text = scrape(address)
            times.append(taken)
            overdue = int(float(text.split(series)[1].split("\n")[0]))
            if datetime.now(timezone.utc) > due + timedelta(seconds=60):
                raise SystemExit(f"only {overdue} cases are overdue")
            time.sleep(0.005)
        changed = datetime.now(timezone.utc)
        times += [scrape(address)[0] for _ in range(50)]
        print(f"{options.open:,} deadlines in one second: the longest of {len(times):,} scrapes "
              f"took {max(times) * 1000:.1f} ms; all were overdue "
              f"{(changed - due).total_seconds():.1f} s after the deadline")
    finally:
        daemon.terminate()
        daemon.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--data", default=os.path.join(tempfile.gettempdir(), "charterd-bench"))
    options = parser.parse_args()
    os.makedirs(options.data, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        speed(options, folder)
        memory(options, folder)
        deadlines(options, folder)


if __name__ == "__main__":
    main()
