#!/usr/bin/env python3
"""Sources that cannot be compiled as one are not put into one batch."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake"))
import batches


class Batches(unittest.TestCase):
    def made_of(self, limit=100, **texts):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in texts.items():
                (root / name.replace("_h", ".h")).write_text(text, encoding="utf-8")
            names = batches.header_reader(root)
            sources = [batches.Source(root / name, names) for name in texts if "_h" not in name]
            return [[one.path.name for one in batch] for batch in batches.batches(sources, limit)]

    def test_strangers_go_together_up_to_the_limit(self):
        text = "int {}() {{\n  return 1;\n}}\n"
        texts = {name: text.format(name) for name in "abcd"}
        self.assertEqual(self.made_of(**texts), [["a", "b", "c", "d"]])
        self.assertEqual(self.made_of(limit=6, **texts), [["a", "b"], ["c", "d"]])

    def test_a_name_of_ones_own_parts_from_those_that_mention_it(self):
        own = "namespace {\nbool is_digit(char c) { return c; }\n}  // namespace\n"
        self.assertEqual(self.made_of(a=own, b=own), [])
        self.assertEqual(self.made_of(a=own, b="int f() { return is_digit('1'); }\n"), [])
        self.assertEqual(self.made_of(a=own, b=own.replace("is_digit", "is_sign")), [["a", "b"]])

    def test_a_name_of_ones_own_parts_from_a_header_that_declares_it(self):
        own = "namespace {\nstruct Form {};\n}  // namespace\n"
        seen = '#include "c.h"\n'
        header = "struct Form {\n};\n"
        self.assertEqual(self.made_of(a=own, b=seen, c_h=header), [])
        self.assertEqual(self.made_of(a=own, b='#include "d.h"\n', c_h=header, d_h=seen), [])
        self.assertEqual(self.made_of(a=own, b=seen, c_h="int f();\n"), [["a", "b"]])

    def test_the_same_using_may_be_shared_another_may_not(self):
        minutes = "using std::chrono::minutes;\n"
        self.assertEqual(self.made_of(a=minutes, b=minutes), [["a", "b"]])
        self.assertEqual(self.made_of(a=minutes, b="using other::minutes;\n"), [])
        self.assertEqual(self.made_of(a="using namespace one;\n", b="int f();\n"), [])

    def test_macros_stay_alone(self):
        self.assertEqual(self.made_of(a="#define X 1\n", b="int f();\n", c="int g();\n"), [["b", "c"]])


if __name__ == "__main__":
    unittest.main()
