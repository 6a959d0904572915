"""A small ext4 of one's own, which gives the numbers of files away again as soon as it can."""

import os
import subprocess
import sys


def mount_ext4(test, folder):
    """Mounts one at `folder` until the test is over; skips it, loudly, where it may not."""
    if os.geteuid() != 0:
        print("NOT TESTED: files on ext4 (needs root)", file=sys.stderr)
        test.skipTest("no ext4 can be mounted")
    image = folder.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(32 << 20)
    folder.mkdir()
    for command in (["mkfs.ext4", "-q", str(image)],
                    ["mount", "-o", "loop", str(image), str(folder)]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise AssertionError(f"{command[0]} is missing: apt-get install e2fsprogs") from None
        if done.returncode != 0:
            print(f"NOT TESTED: files on ext4: {done.stderr.strip()} (needs root and a loop "
                  "device)", file=sys.stderr)
            test.skipTest("no ext4 can be mounted")
    test.addCleanup(subprocess.run, ["umount", "-l", str(folder)], check=True)
