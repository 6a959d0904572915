#!/usr/bin/env python3
"""How long charterd takes to be ready again, and how large its state is.

restart.py --build BUILD_FOLDER [--open 1000000] [--series 10000] [--rounds 5] [--place FOLDER]

restart   the daemon with so many open cases and about so many series of its charter is killed and
          started again: how long until it listens, until /-/ready says 200, its processor time
          (which other work on the machine makes no longer) and its memory
size      the state after a log, and after one ten times as long with the same parts and cases
Build first: cmake --build BUILD_FOLDER --target charterd
"""
import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

PARTS = 250  # values of the label that targets are judged by


def charter(targets):
    shops = ", ".join(f"s{n}" for n in range(PARTS))
    lines = ["organization: Benchmark", "timezone: Europe/Prague", f"scope: {{shop: [{shops}]}}",
             "measures:", "  wait: {events: answered, value: wait, unit: seconds}",
             "cases:", "  order:", "    key: order", "    opens: placed", "    closes: done",
             "    measures: {order_time: {from: opens, to: closes}, revisions: {count: revised}}",
             "defaults: {window: 28 days}", "targets:",
             '  orders: {measure: order, goal: at least 90%, '
             'good: {order_time: "<= 30 days", revisions: "< 3"}}']
    for n in range(targets):
        lines.append(f'  calls-{n}: {{measure: wait, goal: at least 80%, by: [shop], '
                     f'good: {{wait: "<= {10 + n}s"}}}}')
    return "\n".join(lines) + "\n"


def write_log(path, cases, calls, now):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(cases):
            stamp = (now - timedelta(seconds=3600 + i % 86400)).isoformat()
            for event in ("placed", "revised"):
                out.write(f'{{"ts":"{stamp}","event":"{event}","order":"order-{i:07d}",'
                          f'"shop":"s{i % PARTS}"}}\n')
        for i in range(calls):
            stamp = (now - timedelta(seconds=60 + i % (20 * 86400))).isoformat()
            out.write(f'{{"ts":"{stamp}","event":"answered","wait":{i % 60},'
                      f'"shop":"s{i % PARTS}"}}\n')


class Daemon:
    def __init__(self, charterd, folder):
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [charterd, "run", "--config.file", os.path.join(folder, "charterd.yml")],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            found = re.search(r'msg="listening" address=(\S+)', line)
            if found:
                break
        else:
            raise SystemExit("charterd ended")
        self.url = f"http://{found[1]}"
        self.listening = time.monotonic() - self.begun

    def get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def wait_ready(self):
        while self.get("/-/ready")[0] != 200:
            time.sleep(0.005)
        return time.monotonic() - self.begun

    def metric(self, name):
        return next(float(line.split()[-1]) for line in self.get("/metrics")[1].splitlines()
                    if re.match(re.escape(name) + r"[ {]", line))

    def memory(self):
        """Resident now, and the most it was; MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            kib = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status.read()))
        return int(kib["VmRSS"]) / 1024, int(kib["VmHWM"]) / 1024

    def end(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        self.process.stderr.close()
        self.process.wait()


def prepare(folder, targets, cases, calls):
    """Has it read all that, and kept it."""
    log = os.path.join(folder, "log.jsonl")
    write_log(log, cases, calls, datetime.now(timezone.utc))
    with open(os.path.join(folder, "charter.yml"), "w", encoding="utf-8") as file:
        file.write(charter(targets))
    with open(os.path.join(folder, "charterd.yml"), "w", encoding="utf-8") as file:
        json.dump({"charter": "charter.yml", "storage": {"path": "state"},
                   "web": {"listen": "127.0.0.1:0"},
                   "sources": [{"name": "log", "file": {"paths": [log]}, "format": "json",
                                "events": [{"type": {"field": "event"},
                                            "time": {"field": "ts"}}]}]}, file)


def filled(charterd, folder):
    daemon = Daemon(charterd, folder)
    taken = daemon.wait_ready()
    series = sum(line.startswith("charter_") for line in daemon.get("/metrics")[1].splitlines())
    cases = daemon.metric("charter_cases_open")
    daemon.end(signal.SIGTERM)
    size = os.path.getsize(os.path.join(folder, "state/state.db")) / (1 << 20)
    return taken, series, cases, size


def restart(options, charterd):
    # Four values, a budget and eighteen windows' counts of verdicts, for each part.
    targets = max(1, round(options.series / (PARTS * 25)))
    with tempfile.TemporaryDirectory(dir=options.place) as folder:
        prepare(folder, targets, options.open, 20_000)
        taken, series, cases, size = filled(charterd, folder)
        print(f"{cases:,.0f} open cases, {series:,} series, state of {size:.0f} MiB, "
              f"made in {taken:.1f} s")
        listens, readies, worked = [], [], []
        for _ in range(options.rounds):
            daemon = Daemon(charterd, folder)
            readies.append(daemon.wait_ready())
            listens.append(daemon.listening)
            worked.append(daemon.metric("process_cpu_seconds_total"))
            resident, most = daemon.memory()
            daemon.end()
        print("| restart | median | worst |\n| --- | ---: | ---: |")
        for name, times in (("listens after", listens), ("is ready after", readies),
                            ("processor time until then", worked)):
            print(f"| {name} | {statistics.median(times):.2f} s | {max(times):.2f} s |")
        print(f"| resident | {resident:.0f} MiB | {most:.0f} MiB |\n")


def size(options, charterd):
    print("| events | series | open cases | state |\n| ---: | ---: | ---: | ---: |")
    for calls in (100_000, 1_000_000):
        with tempfile.TemporaryDirectory(dir=options.place) as folder:
            prepare(folder, 1, 10_000, calls)
            _, series, cases, mib = filled(charterd, folder)
            print(f"| {calls + 20_000:,} | {series:,} | {cases:,.0f} | {mib:.1f} MiB |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--place", help="where the logs and the state go")
    options = parser.parse_args()
    charterd = os.path.join(options.build, "daemon/charterd")
    restart(options, charterd)
    size(options, charterd)


if __name__ == "__main__":
    main()
