#!/usr/bin/env python3
"""Events that are posted, by curl. Usage: events_test.py CHARTERD [unittest arguments]"""

import gzip
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone
from unittest import mock

from charterd_process import PATIENCE, SETTINGS, Daemon, Workspace, call, wait_for

CHARTERD = ""
TOKEN = "0123456789abcdef0123456789abcdef"
POSTED = """\
  - name: posted
    http: {HTTP}
    format: json
    drop_duplicates: {by: id, within: 24h}
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {wait: wait_s}
"""
ACCEPTED = 'charterd_source_records_total{result="accepted",source="posted"}'
DUPLICATE = 'charterd_source_records_total{result="duplicate",source="posted"}'
GOOD = 'charter_target_events_total{charter="test-shop",target="phone",verdict="good",by="",by_value=""}'


def event(number, wait=10):
    at = datetime.now(timezone.utc) - timedelta(minutes=1)
    return json.dumps({"id": f"event-{number}", "ts": at.isoformat(), "event": "call.answered",
                       "wait_s": wait, "caller": "SECRET-CALLER"})


def lines(*numbers):
    return "".join(event(number) + "\n" for number in numbers)


class EventsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="charterd-events-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.workspace = Workspace(self.folder)
        self.settings("{}")

    def settings(self, *posted):
        """A source for each text, which says how it is posted to."""
        text = SETTINGS
        for number, http in enumerate(posted):
            name = "posted" if number == 0 else f"posted{number}"
            text += POSTED.replace("{HTTP}", http).replace("name: posted", f"name: {name}")
        (self.folder / "charterd.yml").write_text(text)

    def start(self, *flags):
        return self.enterContext(Daemon(CHARTERD, self.workspace, *flags))

    def post(self, daemon, body, *arguments, path="/api/v1/events"):
        """Status and body; 000 when there is no answer."""
        data = body if isinstance(body, bytes) else body.encode()
        done = subprocess.run(
            ["curl", "--silent", "--max-time", str(PATIENCE), "--write-out", "\n%{http_code}",
             "--data-binary", "@-", *arguments, f"http://{daemon.address}{path}"],
            input=data, capture_output=True, check=False)
        answer, _, status = done.stdout.decode().rpartition("\n")
        return status, answer

    def test_what_was_answered_is_in_the_figures(self):
        daemon = self.start()
        status, answer = self.post(daemon, lines(1, 2) + "oops\n" + '{"event": "other"}\n')
        self.assertEqual(status, "200")
        self.assertEqual(json.loads(answer), {
            "records": 4, "accepted": 2, "filtered": 1, "duplicate": 0,
            "rejected": {"unparsable": 1}, "problems": [{"record": 3, "reason": "unparsable"}]})
        self.assertEqual(daemon.sample(ACCEPTED), 2)
        self.assertEqual(daemon.sample(GOOD), 2)
        self.assertNotIn("SECRET-CALLER", daemon.log.text())

    def test_arrays_and_gzip_are_taken(self):
        daemon = self.start()
        self.assertEqual(self.post(daemon, f"[{event(1)},\n{event(2)}]")[0], "200")
        packed = gzip.compress(lines(3, 4, 5).encode())
        self.assertEqual(self.post(daemon, packed, "-H", "Content-Encoding: gzip")[0], "200")
        pretty = json.dumps(json.loads(event(6)), indent=2)
        self.assertEqual(self.post(daemon, pretty, "-H", "Content-Type: application/json")[0],
                         "200")
        self.assertEqual(daemon.sample(GOOD), 6)

    def test_a_post_sent_again_counts_once(self):
        daemon = self.start()
        for _ in range(3):
            status, answer = self.post(daemon, lines(1, 2, 3))
            self.assertEqual(status, "200")
        self.assertEqual(json.loads(answer)["duplicate"], 3)
        self.assertEqual(daemon.sample(GOOD), 3)

    def test_what_cannot_be_taken_is_refused_with_its_reason(self):
        self.settings("{max_body: 64KiB}")
        daemon = self.start()
        large = lines(*range(1000))
        bomb = gzip.compress(b" " * 10_000_000)
        zipped = ("-H", "Content-Encoding: gzip")
        for status, body, *arguments in (
                ("413", large), ("413", large, "-H", "Transfer-Encoding: chunked"),
                ("413", bomb, *zipped), ("400", gzip.compress(b"{}\n")[:-4], *zipped), ("400", "[{]"), ("400", ""),
                ("400", "oops\n"), ("415", "{}", "-H", "Content-Encoding: br"),
                ("405", "{}", "--request", "PUT"), ("403", "{}", "-H", "Origin: http://evil")):
            with self.subTest(status, arguments=arguments):
                self.assertEqual(self.post(daemon, body, *arguments)[0], status)
        events = "/api/v1/events"
        self.assertEqual(self.post(daemon, lines(1), path=f"{events}?source=none")[0], "404")
        self.assertEqual(self.post(daemon, lines(1), path=f"{events}?nonsense=1")[0], "400")
        self.assertEqual(self.post(daemon, lines(1), path=f"{events}?source=posted")[0], "200")
        self.assertEqual(daemon.get(events)[0], 405)

    def test_without_such_a_source_there_is_no_such_path(self):
        self.settings()
        daemon = self.start()
        self.assertEqual(self.post(daemon, lines(1))[0], "404")

    def test_a_token_is_asked_for(self):
        (self.folder / "token").write_text(TOKEN + "\n")
        self.settings("{token_file: token}")
        daemon = self.start("--web.listen-address", "0.0.0.0:0")
        self.assertEqual(self.post(daemon, lines(1))[0], "401")
        for wrong in (TOKEN[:-1], TOKEN + "0", "", TOKEN.upper()):
            self.assertEqual(self.post(daemon, lines(1), "--oauth2-bearer", wrong)[0], "401")
        self.assertEqual(self.post(daemon, lines(1), "--oauth2-bearer", TOKEN)[0], "200")
        (self.folder / "token").write_text(TOKEN[::-1] + "!\n")
        self.assertEqual(self.post(daemon, lines(2), "--oauth2-bearer", TOKEN)[0], "401")
        self.assertEqual(self.post(daemon, lines(2), "--oauth2-bearer", TOKEN[::-1] + "!")[0],
                         "200")
        self.assertNotIn(TOKEN, daemon.log.text())

    def test_a_token_comes_out_of_systemds_credentials(self):
        credentials = self.folder / "credentials"
        credentials.mkdir()
        (credentials / "token").write_text(TOKEN)
        self.settings("{token_file: token}")
        with mock.patch.dict(os.environ, CREDENTIALS_DIRECTORY=str(credentials)):
            daemon = self.start()
        self.assertEqual(self.post(daemon, lines(1), "--oauth2-bearer", TOKEN)[0], "200")

    def test_a_token_that_cannot_be_read_is_said_at_the_start(self):
        self.settings("{token_file: token}")
        daemon = self.start()
        self.assertEqual(daemon.process.wait(timeout=PATIENCE), 1)
        wait_for(lambda: daemon.log.find("token: No such file or directory"), "the message")

    def test_strangers_are_refused_where_nobody_has_to_say_who_they_are(self):
        daemon = self.start("--web.listen-address", "0.0.0.0:0")
        status, answer = self.post(daemon, lines(1))
        self.assertEqual(status, "403")
        self.assertIn("listen on 127.0.0.1", answer)

    def test_several_sources_are_told_apart_by_name(self):
        self.settings("{}", "{}")
        daemon = self.start()
        self.assertEqual(self.post(daemon, lines(1))[0], "400")
        self.assertEqual(self.post(daemon, lines(1), path="/api/v1/events?source=posted1")[0],
                         "200")
        self.assertEqual(daemon.sample(ACCEPTED.replace('"posted"', '"posted1"')), 1)
        self.assertEqual(daemon.sample(ACCEPTED), 0)

    def test_what_is_posted_can_be_read_by_the_daemon_only(self):
        for command in ("evaluate", "events"):
            done = subprocess.run(
                [CHARTERD, command, "--config.file", str(self.folder / "charterd.yml")],
                capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertIn("source posted: what is posted counts in `charterd run` alone",
                          done.stderr)
            self.assertEqual(done.returncode, 1, command)

    def test_a_stop_answers_whoever_waits(self):
        for _ in range(3):
            with Daemon(CHARTERD, self.workspace) as daemon:
                daemon.wait_ready()
                kept = []

                def send(number):
                    status, _ = self.post(daemon, lines(number))
                    if status == "200":
                        kept.append(number)

                senders = [threading.Thread(target=send, args=(n,)) for n in range(8)]
                for sender in senders:
                    sender.start()
                daemon.process.send_signal(signal.SIGTERM)
                for sender in senders:
                    sender.join()
                self.assertEqual(daemon.process.wait(timeout=PATIENCE), 0)
            with Daemon(CHARTERD, self.workspace) as daemon:
                wait_for(lambda: daemon.sample(GOOD) is not None, "the figures")
                self.assertGreaterEqual(daemon.sample(GOOD), len(kept))

    def test_no_kill_loses_or_doubles_what_is_sent_until_it_is_answered(self):
        chance = random.Random(20_26)
        total, kills = 120, 5
        current = []

        def send(first):
            for number in range(first, total, 4):
                while True:
                    try:
                        if self.post(current[0], lines(number), "--connect-timeout", "1")[0] == "200":
                            break
                    except AssertionError:
                        pass  # it was killed before it said where it listens
                    time.sleep(0)

        with Daemon(CHARTERD, self.workspace) as daemon:
            address = daemon.address
            current.append(daemon)
            senders = [threading.Thread(target=send, args=(first,)) for first in range(4)]
            for sender in senders:
                sender.start()
            last = daemon
            for _ in range(kills):
                seen = last.sample(GOOD) or 0
                goal = min(seen + chance.randrange(1, 20), total - 1)
                wait_for(lambda: (last.sample(GOOD) or 0) >= goal, "some more events")
                last.process.kill()
                last.process.wait()
                last = self.start("--web.listen-address", address)
                last.wait_ready()
                current[0] = last
            for sender in senders:
                sender.join()
            self.assertEqual(last.sample(GOOD), total)
            self.assertEqual(last.sample(ACCEPTED), total)

    def test_check_says_when_a_post_sent_again_would_count_again(self):
        def checked():
            return subprocess.run(
                [CHARTERD, "check", "--config.file", str(self.folder / "charterd.yml")],
                capture_output=True, text=True, timeout=PATIENCE, check=False).stdout

        note = "Without drop_duplicates: posted. A post whose answer was lost is sent again"
        self.assertNotIn(note, checked())
        settings = self.folder / "charterd.yml"
        settings.write_text(settings.read_text().replace(
            "    drop_duplicates: {by: id, within: 24h}\n", ""))
        self.assertIn(note, checked())

    def test_a_reload_changes_who_may_post(self):
        self.settings("{}", "{}")
        daemon = self.start()
        second = "/api/v1/events?source=posted1"
        self.assertEqual(self.post(daemon, lines(1), path=second)[0], "200")
        (self.folder / "token").write_text(TOKEN)
        self.settings("{token_file: token}")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.log.find("the files were read again"), "the reload")
        self.assertEqual(self.post(daemon, lines(2), path=second)[0], "404")
        self.assertEqual(self.post(daemon, lines(2))[0], "401")
        self.assertEqual(self.post(daemon, lines(2), "--oauth2-bearer", TOKEN)[0], "200")
        self.assertEqual(daemon.sample(ACCEPTED), 1)
        (self.folder / "token").unlink()
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.log.find("nothing was changed by the reload.*token"), "the error")
        self.assertEqual(self.post(daemon, lines(3), "--oauth2-bearer", TOKEN)[0], "200")

    def test_other_sources_go_on_beside(self):
        daemon = self.start()
        self.workspace.append(call(10), call(10))
        self.assertEqual(self.post(daemon, lines(1))[0], "200")
        wait_for(lambda: daemon.sample(GOOD) == 3, "both sources")


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
