#!/usr/bin/env python3
"""How fast `charterd evaluate` reads json, logfmt and csv, against the limit P and other tools.

bench.py --build BUILD_FOLDER [--lines 1000000]... [--rounds 5] [--cpu 1] [--data FOLDER]

P is bench_parse_limit: a program that takes four fields out of each JSON line and does
nothing with them. All run on one pinned core, in interleaved rounds; the table has medians. mtail
and duckdb take part when installed. Build first: cmake --build BUILD_FOLDER --target bench_tools
Files stay in --data for the next run: 20 million lines take 9 GB.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = {"json": "json", "logfmt": "log", "csv": "csv"}
COLUMNS = "ts event case channel segment site agent wait_s talk_s score note id".split()


def make_data(build, folder, lines):
    """{format: path}, made once."""
    paths = {name: os.path.join(folder, f"{lines}.{end}") for name, end in FORMATS.items()}
    done = os.path.join(folder, f"{lines}.done")
    if not os.path.exists(done):
        print(f"writing {lines:,} lines to {folder}", file=sys.stderr)
        subprocess.run([os.path.join(build, "tests/bench/bench_generate"), str(lines), "1",
                        *paths.values()], check=True)
        open(done, "w").close()
    return paths


def write_settings(folder, name, path):
    """A charterd.yml for one file; returns its path."""
    settings = {"charter": os.path.join(HERE, "charter.yml"), "sources": [{
        "name": "calls", "file": {"paths": [os.path.abspath(path)]}, "format": name,
        "events": [{"type": {"field": "event"}, "time": {"field": "ts"},
                    "fields": {"wait": "wait_s"}}]}]}
    config = os.path.join(folder, f"charterd-{name}.yml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump(settings, file)  # JSON is YAML
    return config


def contestants(build, paths, folder):
    """[(who, command, a check of its output)]; the first is P."""
    limit = os.path.join(build, "tests/bench/bench_parse_limit")
    charterd = os.path.join(build, "daemon/charterd")
    if not os.path.exists(charterd):
        charterd = os.path.join(build, "charterd")
    found = [("P: four fields by simdjson", [limit, paths["json"]], lines_of_limit)]
    for name, path in paths.items():
        config = write_settings(folder, name, path)
        found.append((f"charterd evaluate, {name}", [
            charterd, "evaluate", "--config.file", config, "--format", "json"], lines_of_charterd))
    if mtail := shutil.which("mtail"):
        found.append(("mtail, json", [
            mtail, "--one_shot", "--progs", os.path.join(HERE, "answered.mtail"),
            "--logs", paths["json"]], None))
    if duckdb := shutil.which("duckdb"):
        for name in ("json", "csv"):
            found.append((f"duckdb, {name}", [duckdb, "-c", duckdb_query(name, paths[name])], None))
    return found


def duckdb_query(name, path):
    if name == "json":
        columns = "event:'VARCHAR',channel:'VARCHAR',segment:'VARCHAR',wait_s:'DOUBLE'"
        table = f"read_json('{path}',format='newline_delimited',columns={{{columns}}})"
    else:
        numbers = ("wait_s", "talk_s", "score")
        columns = ",".join(f"'{c}':'{'DOUBLE' if c in numbers else 'VARCHAR'}'" for c in COLUMNS)
        table = f"read_csv('{path}',header=true,auto_detect=false,columns={{{columns}}})"
    return (f"SET threads=1; SELECT channel, segment, count(*), count(*) FILTER (wait_s <= 20), "
            f"sum(wait_s) FROM {table} WHERE event = 'call.answered' GROUP BY 1, 2")


def lines_of_limit(output):
    return json.loads(output)["lines"]


def lines_of_charterd(output):
    """The records that it read; the answer itself is checked by check_answers()."""
    return json.loads(output)["sources"][0]["records"]


class PeakMemory(threading.Thread):
    """Looks at a process's peak resident memory every 20 ms.

    Not getrusage: its peak begins with what this script had when it started the process.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.kib, self.ended = f"/proc/{pid}/status", 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            try:
                with open(self.path, encoding="ascii") as status:
                    found = [line for line in status if line.startswith("VmHWM:")]
            except OSError:
                return
            if found:  # gone between its end and the wait for it
                self.kib = int(found[0].split()[1])


def run(command, cpu, read_lines, lines):
    """(seconds, peak KiB, output); ends the benchmark when the program fails or skips lines."""
    pinned = ["taskset", "-c", str(cpu)] + command
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        child = subprocess.Popen(pinned, stdout=output, stderr=errors)
        memory = PeakMemory(child.pid)
        memory.start()
        child.wait()
        seconds = time.monotonic() - begin
        memory.ended.set()
        output.seek(0)
        errors.seek(0)
        text = output.read().decode()
        if child.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n"
                             f"{errors.read().decode()}")
    if read_lines and read_lines(text) != lines:
        raise SystemExit(f"{' '.join(command)} read {read_lines(text)} of {lines} lines")
    return seconds, memory.kib, text


def check_answers(outputs):
    """All formats of charterd must have the same figures."""
    answers = {who: json.loads(text)["targets"] for who, text in outputs.items()
               if who.startswith("charterd")}
    first = next(iter(answers.values()))
    for who, answer in answers.items():
        if answer != first:
            raise SystemExit(f"{who} has other figures than the first format")
    if not any(series["good"] for series in first[0]["series"]):
        raise SystemExit("charterd counted nothing")


def measure(build, folder, lines, rounds, cpu):
    paths = make_data(build, folder, lines)
    who_runs = contestants(build, paths, folder)
    seconds = {who: [] for who, _, _ in who_runs}
    peak, outputs = {}, {}
    for path in paths.values():  # into the page cache
        with open(path, "rb") as file:
            while file.read(1 << 22):
                pass
    for _ in range(rounds):
        for who, command, read_lines in who_runs:
            taken, kib, outputs[who] = run(command, cpu, read_lines, lines)
            seconds[who].append(taken)
            peak[who] = max(peak.get(who, 0), kib)
    check_answers(outputs)
    return {who: (statistics.median(times), peak[who]) for who, times in seconds.items()}


def print_table(lines, rounds, cpu, results):
    limit = next(iter(results.values()))[0]
    print(f"\n{lines:,} lines, medians of {rounds} interleaved rounds on core {cpu}\n")
    print(f"| {'who':28} | seconds | million lines/s | of P | peak MiB |")
    print(f"| {'-' * 28} | ------: | --------------: | ---: | -------: |")
    for who, (seconds, kib) in results.items():
        print(f"| {who:28} | {seconds:7.3f} | {lines / seconds / 1e6:15.2f} | "
              f"{limit / seconds:4.2f} | {kib / 1024:8.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--lines", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--data", default=os.path.join(tempfile.gettempdir(), "charterd-bench"))
    options = parser.parse_args()
    os.makedirs(options.data, exist_ok=True)
    for lines in options.lines or [1_000_000]:
        results = measure(options.build, options.data, lines, options.rounds, options.cpu)
        print_table(lines, options.rounds, options.cpu, results)


if __name__ == "__main__":
    main()
