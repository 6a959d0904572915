#!/usr/bin/env python3
"""The pages in Debian's Chromium: what axe-core finds, narrow and wide, light and dark; and printed.
Usage: browser_test.py TEST_PAGE CHARTERD BUILD_FOLDER [unittest arguments]
Installs axe-core in BUILD_FOLDER as browser/package-lock.json says; without a registry it fails."""

import fcntl
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LANGUAGES = ("en", "cs", "sv", "sk", "ro")
TEST_PAGE = CHARTERD = ""
BUILD = pathlib.Path()


def must_have(tool, package):
    if not shutil.which(tool):
        raise AssertionError(f"{tool} is missing: apt-get install {package}")


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=170, **more)
    if done.returncode:
        raise AssertionError(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def axe():
    """axe-core's text, installed once for each lock file."""
    must_have("npm", "npm")
    BUILD.mkdir(parents=True, exist_ok=True)
    lock, done = (HERE / "browser/package-lock.json").read_text(), BUILD / "installed.json"
    with (BUILD / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / "browser" / name, BUILD)
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=BUILD)
            done.write_text(lock)
    return (BUILD / "node_modules/axe-core/axe.min.js").read_text()


class BrowserTest(unittest.TestCase):
    def setUp(self):
        must_have("chromium", "chromium")
        folder = tempfile.TemporaryDirectory(prefix="charterd-page-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def chromium(self, *flags):
        return run("chromium", "--headless", "--no-sandbox", "--disable-gpu",
                   "--disable-dev-shm-usage", f"--user-data-dir={self.folder}/profile", *flags,
                   env={**os.environ, "HOME": str(self.folder)})

    def look(self, pages, *flags):
        """What the browser finds in each page at each width."""
        wrapper = self.folder / "wrapper.html"
        # Within a script only "</" could end it.
        shown = json.dumps(pages).replace("</", "<\\/")
        library = json.dumps(axe()).replace("</", "<\\/")
        script = (HERE / "browser/wrapper.js").read_text()
        wrapper.write_text(f"<!DOCTYPE html><meta charset=utf-8><body><script>const PAGES={shown};"
                           f"const AXE={library};\n{script}</script>")
        dom = self.chromium("--virtual-time-budget=120000", "--dump-dom", *flags, wrapper.as_uri())
        found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
        self.assertIsNotNone(found, "the script did not come to its end")
        return json.loads(html.unescape(found.group(1)))

    def golden(self):
        return {name: (HERE / f"golden/page.{name}.html").read_text() for name in LANGUAGES}

    def examples(self):
        """The pages of the shipped charters, by charter and language."""
        folder = self.folder / "pages"
        folder.mkdir()
        run(TEST_PAGE, "The pages of*", env={**os.environ, "CHARTERD_PAGES": str(folder)})
        return {path.stem: path for path in sorted(folder.iterdir())}

    def document(self):
        return run(CHARTERD, "evaluate", "--format", "html", "--config.file",
                   str(ROOT / "config/example/charterd.yml"))

    def nothing_is_found(self, results, dark, count):
        self.assertEqual(len(results), count)
        for one in results:
            with self.subTest(page=one["name"], width=one.get("width")):
                self.assertEqual(one["told"], [])
                self.assertIn("color-contrast", one["passes"])
                self.assertEqual(one["dark"], dark)
                if one["name"] != "document":
                    self.assertLessEqual(one["wide"], one["width"])

    def test_axe_finds_nothing_in_the_light(self):
        pages = self.golden() | {"document": self.document()}
        self.nothing_is_found(self.look(pages), False, 2 * len(pages))

    def test_axe_finds_nothing_in_the_dark(self):
        pages = {"en": self.golden()["en"], "document": self.document()}
        results = self.look(pages, "--blink-settings=preferredColorScheme=0")
        self.nothing_is_found(results, True, 2 * len(pages))

    def test_faults_are_found(self):
        page = self.golden()["en"]
        page = page.replace('<html lang="en"', "<html").replace("--soft:#545d69", "--soft:#b0b4ba")
        page = page.replace("<main>", '<main><p style="width:40rem">wide</p><img src="data:,">')
        narrow = self.look({"en": page})[0]
        told = "\n".join(narrow["told"])
        for rule in ("html-has-lang", "color-contrast", "image-alt"):
            self.assertIn(rule + ":", told)
        self.assertGreater(narrow["wide"], 320)

    def test_a_page_prints_on_one_sheet(self):
        must_have("pdfinfo", "poppler-utils")
        sheets = {f"golden {name}": HERE / f"golden/page.{name}.html" for name in LANGUAGES}
        examples = self.examples()
        self.assertEqual(len(examples), 15)
        sheets |= examples
        for name, page in sheets.items():
            with self.subTest(name):
                pdf = self.folder / "page.pdf"
                self.chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
                told = run("pdfinfo", str(pdf))
                self.assertRegex(told, r"Pages: +1\n")
                self.assertRegex(told, r"Page size: .*\(A4\)")
                text = run("pdftotext", str(pdf), "-")
                self.assertRegex(text, r"https://\w+\.example/")

    def test_the_document_prints(self):
        must_have("pdfinfo", "poppler-utils")
        page, pdf = self.folder / "document.html", self.folder / "document.pdf"
        page.write_text(self.document())
        self.assertNotRegex(page.read_text(), r"(?i)<script|<link|https?://|url\(")
        self.chromium("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
        self.assertRegex(run("pdfinfo", str(pdf)), r"Page size: .*\(A4\)")


if __name__ == "__main__":
    TEST_PAGE, CHARTERD = sys.argv.pop(1), sys.argv.pop(1)
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
