#!/usr/bin/env python3
"""config/schema against the loader: the schemas take every file that the loader takes, and refuse
those that it refuses for an unknown key or a value of another shape."""

import json
import pathlib
import re
import sys
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).parents[2]
BAD = ROOT / "tests" / "config" / "bad"

# Mistakes of shape that the words of a schema cannot tell, each with why.
BEYOND = {
    "charter/condition_measure_list.yml",  # only the charter knows which names are measures
}

SHAPE = re.compile(r"unknown key|needs .*, (not (a list|a mapping|a text)|but nothing is there)$",
                   re.MULTILINE)


class Loader(yaml.SafeLoader):
    """Scalars are texts, as charterd reads them; nothing is null."""


def scalar(loader, node):
    plain = node.style is None
    return None if plain and node.value in ("", "~", "null") else node.value


Loader.yaml_implicit_resolvers = {}
Loader.add_constructor("tag:yaml.org,2002:str", scalar)
Loader.add_constructor("tag:yaml.org,2002:null", scalar)


def validator(name):
    schema = json.loads((ROOT / "config" / "schema" / name).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


CHARTER, SETTINGS = validator("charter.schema.json"), validator("charterd.schema.json")


def validator_for(path):
    settings = path.name == "charterd.yml" or path.parent == BAD / "settings"
    return SETTINGS if settings else CHARTER


def load(path):
    return yaml.load(path.read_text(encoding="utf-8-sig"), Loader)


def faults(path):
    try:
        load(path)
    except yaml.YAMLError as fault:  # it is no YAML: an editor says so, too
        return [str(fault)]
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
            for fault in validator_for(path).iter_errors(load(path))]


def good_files():
    for folder in ("config", "tests/golden", "tests/bench"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            if path.name in ("charter.yml", "charterd.yml"):
                yield path
    yield ROOT / "tests" / "config" / "example_charter.yml"


def bad_files():
    """Those whose expected messages tell of a key that is not known or of a wrong shape."""
    for path in sorted(BAD.rglob("*.yml")):
        words = path.with_suffix(".expected").read_text()
        if SHAPE.search(words) and str(path.relative_to(BAD)) not in BEYOND:
            yield path


class Schemas(unittest.TestCase):
    def test_they_take_what_the_loader_takes(self):
        files = list(good_files())
        self.assertGreater(len(files), 100)
        for path in files:
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(faults(path), [])

    def test_they_refuse_unknown_keys_and_wrong_shapes(self):
        files = list(bad_files())
        self.assertGreater(len(files), 40)
        for path in files:
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertNotEqual(faults(path), [])

    def test_they_say_what_is_expected(self):
        target = CHARTER.schema["properties"]["targets"]["additionalProperties"]["properties"]
        self.assertEqual(target["window"]["description"],
                         "a window such as 28 days or calendar month")
        self.assertEqual(target["severity"]["enum"], ["page", "ticket"])

    def test_numbers_and_truth_values_of_an_editor_are_texts_too(self):
        # Editors read `version: 3` as a number.
        charter = load(ROOT / "config" / "example" / "charter.yml")
        charter["version"] = 3
        charter["targets"]["organic-food"]["minimum_events"] = 50
        self.assertEqual(list(CHARTER.iter_errors(charter)), [])


if __name__ == "__main__":
    unittest.main()
