#!/usr/bin/env python3
"""Draws grafana/overview.png and grafana/target.png anew. Needs Debian's chromium and
pngquant.
Usage: pictures.py CHARTERD [FOLDER]"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import boards
import draw
import example

PICTURES = {"overview": ("charterd-overview", {}),
            "target": ("charterd-target", {"target": "phone-service-level"})}


class Pictures(unittest.TestCase):
    """Not a test: it borrows how tests clean up."""

    def test_draw(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            shop = example.Example(type(self), CHARTERD, folder, outage="20h")
            for name, (uid, chosen) in PICTURES.items():
                board = boards.load()[uid]
                reader = boards.Reader(shop.prometheus.get, board, shop.now,
                                       example.SCRAPE_INTERVAL // 4,
                                       {"charter": "example-outfitters", **chosen})
                text, height = draw.page(reader, board)
                (folder / "page.html").write_text(text)
                subprocess.run(
                    ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                     "--hide-scrollbars", "--force-device-scale-factor=0.8",
                     f"--user-data-dir={folder}/chromium",
                     f"--window-size={draw.WIDTH},{height}",
                     f"--screenshot={OUT}/{name}.png", f"file://{folder}/page.html"],
                    check=True, capture_output=True, timeout=120)
                subprocess.run(["pngquant", "--force", "--ext=.png", f"{OUT}/{name}.png"],
                               check=True)


if __name__ == "__main__":
    CHARTERD = sys.argv[1]
    OUT = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else boards.GRAFANA).resolve()
    unittest.main(argv=sys.argv[:1])
