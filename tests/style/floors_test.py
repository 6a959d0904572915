#!/usr/bin/env python3
"""The floors test must find what it is there to find."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import floors

CLEAN = {"config/a.h": ["string"], "rules/b.cc": ["config/a.h", "collectors/event.h"]}
FAULTY = [
    ({"config/a.h": ["rules/b.h"]}, "higher floor"),
    ({"rules/b.cc": ["collectors/source.h"]}, "may see only"),
    ({"rules/b.cc": ["yaml-cpp/yaml.h"]}, "door of its own"),
    ({"rules/b.cc": ["../daemon/x.h"]}, "by its folder"),
]

assert list(floors.floor_faults(CLEAN)) == [], "a clean tree has no faults"
for files, words in FAULTY:
    found = list(floors.floor_faults(files))
    assert any(words in fault for fault in found), (files, found)
circle = {"config/a.h": ["config/b.h"], "config/b.h": ["config/a.h"]}
assert any("circle" in fault for fault in floors.circles(circle))
assert list(floors.circles(CLEAN)) == []
print("floors_test: ok")
