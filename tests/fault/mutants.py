#!/usr/bin/env python3
"""Shows that these tests find what they are for: by hand, as it takes its time.

    mutants.py BUILD [NAME...]
    mutants.py --check

Compiles charterd anew with one mistake each, beside BUILD (a folder of Ninja, up to date, which
stays as it is), and runs the tests, of which some must fail. With --check, says only whether what
they change is there, so that it does not get out of date between two runs.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

SAVED = """\
  engine_->save(changes);
  for (const auto& source : sources_) source->save(changes);
"""
# What was held back the last time is given this time.
HELD = """\
  static config::RowChanges held;
  for (std::size_t i = 0; i < held.size(); ++i) {
    const auto change = held[i];
    if (change.kind == config::RowChanges::Kind::put) changes.put(change.key, change.value);
    if (change.kind == config::RowChanges::Kind::erase) changes.erase(change.key);
  }
  held = {};
"""
STATE_FIRST = HELD + """\
  engine_->save(changes);
  for (const auto& source : sources_) source->save(held);
"""
POSITIONS_FIRST = HELD + """\
  engine_->save(held);
  for (const auto& source : sources_) source->save(changes);
"""
IDS_LATER = HELD + """\
  engine_->save(changes);
  config::RowChanges read;
  for (const auto& source : sources_) source->save(read);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto change = read[i];
    auto& to = change.key.table == Table::record_ids ? held : changes;
    if (change.kind == config::RowChanges::Kind::put) to.put(change.key, change.value);
    if (change.kind == config::RowChanges::Kind::erase) to.erase(change.key);
    if (change.kind == config::RowChanges::Kind::erase_below) changes.erase_below(change.key);
  }
"""

# name: (file, what it says, what it says then, the tests that must notice: one of them)
MUTANTS = {
    "state before positions": ("daemon/live_state.cc", SAVED, STATE_FIRST,
                               ["kill_test.py", "syscall_kill_test.py"]),
    "positions before state": ("daemon/live_state.cc", SAVED, POSITIONS_FIRST,
                               ["kill_test.py", "syscall_kill_test.py"]),
    "identity is the inode": ("collectors/file_source_open.cc", """\
  if (status.size < file.raw_offset()) return true;
""", """\
  if (status.size < file.raw_offset()) return true;
  if (file.descriptor.number() >= 0) return false;
""", ["rotation_test.py ReplacedTest"]),
    "published before it is kept": ("daemon/pipeline_commits.cc", """\
  committed_at_ = at;
  committed_ready_ = ready_;
""", """\
  committed_at_ = at;
  publish(std::make_shared<Snapshot>(*pending_));
  committed_ready_ = ready_;
""", ["storage_test.py FullDiskTest"]),
    "ids of duplicates a commit later": ("daemon/live_state.cc", SAVED, IDS_LATER,
                                         ["kill_test.py"]),
    "closed cases are not kept": ("rules/cases_keeping.cc", """\
    if (states_[slot].stage == Stage::free) {
""", """\
    if (states_[slot].stage == Stage::free || states_[slot].stage == Stage::closed) {
""", ["kill_test.py"]),
    "readings of files that are gone are not kept": ("collectors/file_source_state.cc", """\
  memory_.save(changes, index_);
""", "", ["rotation_test.py LateArchiveTest"]),
    "a folder that cannot be listed is empty": ("collectors/path_glob.cc", """\
  if (is_passing(error) || is_away(error)) unlisted_now->push_back({folder, error});
""", "", [
        "refused_test.py "
        "RefusedTest.test_a_source_is_not_ready_before_its_folder_was_listed"]),
    "a source that is taken out is forgotten": ("daemon/live_state.cc", """\
  identity_.retire_missing(*other);
""", "", ["source_test.py"]),
    "cases keep the numbers that sources had": ("daemon/live_state.cc", """\
  if (map_->renumbers_sources()) engine_->renumber_sources(map_->source_numbers());
""", "", ["source_test.py SourceTest.test_events_of_one_instant"]),
    "filled in without a source, for good": ("daemon/state_identity.cc", """\
  make_anew_what_was_left_out(from, to.configured(), feeds);
""", "", ["source_test.py"]),
    "filled in before all was read": ("daemon/filling.cc", """\
  return std::all_of(second_.sources().begin(), second_.sources().end(),
                     [](const auto& source) { return source->is_level(); });
""", """\
  return true;
""", [
        "refused_test.py "
        "RefusedTest.test_a_target_is_not_filled_in_before_all_could_be_opened"]),
}


def commands(build):
    done = subprocess.run(["ninja", "-C", str(build), "-t", "commands", "daemon/charterd"],
                          capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def compile_mutant(build, folder, file, before, after):
    """The program with the mistake."""
    lines = commands(build)
    line = next(c for c in lines if re.search(rf" -c \S*/{re.escape(file)}$", c))
    words = shlex.split(line)
    source = pathlib.Path(words[-1])
    text = source.read_text()
    mutated = folder / source.name
    mutated.write_text(text.replace(before, after))
    compiled = mutated.with_suffix(".o")
    words = [w for w in words[:words.index("-MD")] if w != "-Werror"]
    subprocess.run([*words, "-w", "-o", compiled, "-c", mutated], cwd=build, check=True)
    link = next(c for c in reversed(lines) if " -o daemon/charterd " in c)
    program = folder / "charterd"
    # Before the library, whose own object is then left aside.
    link = link.replace(" -o daemon/charterd ", f" {compiled} -o {program} ")
    subprocess.run(link, shell=True, cwd=build, check=True)
    return program


def notices(program, test):
    script, *names = test.split()
    done = subprocess.run([sys.executable, str(HERE / script), str(program), "--failfast", *names],
                          capture_output=True, text=True, check=False)
    failed = re.findall(r"^(?:FAIL|ERROR): (\S+)", done.stderr, re.MULTILINE)
    first = re.search(r"\(\('.*wrote .*|Error: counters fell.{0,200}", done.stderr)
    print(f"  {test}: {'fails' if done.returncode else 'PASSES'}, {len(failed)} failures: "
          f"{sorted(set(failed))} {first[0] if first else ''}", flush=True)
    return done.returncode != 0


def check():
    """Says what is out of date, and how much that is."""
    root = HERE.parent.parent
    lost = [name for name, (file, before, _, _) in MUTANTS.items()
            if (root / file).read_text().count(before) != 1]
    for name in lost:
        print(f"{name}: what it changes is not (once) in {MUTANTS[name][0]}")
    return len(lost)


def main():
    if check():
        return 1
    if sys.argv[1:] == ["--check"]:
        return 0
    build, names = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:] or list(MUTANTS)
    unnoticed = []
    print("as it is:", flush=True)
    for test in sorted({test for name in names for test in MUTANTS[name][3]}):
        if notices(build / "daemon/charterd", test):
            raise SystemExit("the tests fail before anything is changed")
    for name in names:
        file, before, after, tests = MUTANTS[name]
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            program = compile_mutant(build, pathlib.Path(folder), file, before, after)
            if not any(notices(program, test) for test in tests):
                unnoticed.append(name)
    print(f"unnoticed: {unnoticed or 'none'}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
