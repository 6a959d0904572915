#!/usr/bin/env python3
"""The customers' page from the outside. Usage: public_test.py CHARTERD [unittest arguments]"""

import base64
import contextlib
import gzip
import hashlib
import http.client
import json
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from charterd_process import SETTINGS, Daemon, Workspace, call, wait_for

CHARTERD = ""

CHARTER = """\
id: the-shop
organization: {en: "Shop <script>alert(1)</script> & Sons", cs: Obchod}
timezone: Europe/Prague
languages: [en, cs, sv]
purpose: '"Quick" & <b>right</b>'
rights: {help: Help <img src=x>}
sections:
  - {title: Returns, text: Thirty days.}
  - {title: MARKER title, text: MARKER text, audience: staff}
recourse:
  - {step: Call us., phone: "+420 123", email: "javascript:alert(1)", website: "javascript:alert(2)"}
measures:
  queue_wait: {events: [call.answered, call.abandoned], value: wait, unit: seconds, range: [0, 3600]}
  marker_measure: {events: MARKER.event, value: wait, unit: seconds}
defaults: {owner: MARKER owner, evidence: MARKER evidence}
targets:
  phone:
    statement: {en: "Callers <speak> to a person.", cs: "Volající mluví s člověkem."}
    measure: queue_wait
    goal: at least 80%
    good: {event: call.answered, queue_wait: "<= 20s"}
    exclude: {event: call.abandoned, because: "They <hung> up."}
    window: 28 days
    by: [segment]
  few: {statement: Unheard of., measure: marker_measure, goal: median at most 20s}
"""

PUBLIC = 'public: {listen: "127.0.0.1:0", url: "https://shop.example/charter/"}\n'


class Answer:
    def __init__(self, answer):
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.bytes = answer.read()

    @property
    def text(self):
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.bytes) if packed else self.bytes).decode()


class PublicTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="charterd-e2e-")
        self.addCleanup(folder.cleanup)
        self.workspace = Workspace(folder.name, SETTINGS + PUBLIC)
        (self.workspace.folder / "charter.yml").write_text(CHARTER)

    def start(self):
        self.workspace.append(*[call(10, "MARKER-segment")] * 812, *[call(30)] * 155)
        self.daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        self.daemon.wait_ready()
        wait_for(lambda: "Kept for 812 of 967" in self.get("/?lang=en").text, "the first figures")

    @property
    def address(self):
        return wait_for(lambda: self.daemon.log.find(r'msg="public page" address=(\S+)'),
                        "the public listener").group(1)

    def get(self, path="/", method="GET", **headers):
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=names)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def test_the_page(self):
        self.start()
        page = self.get()
        self.assertEqual(page.status, 200)
        self.assertEqual(page.headers["content-type"], "text/html; charset=utf-8")
        self.assertEqual(page.headers["content-language"], "en")
        self.assertEqual(page.headers["vary"], "Accept-Encoding, Accept-Language")
        self.assertIn("max-age=", page.headers["cache-control"])
        self.assertIn("Kept for 812 of 967 (84%)", page.text)
        self.assertIn("promised: at least 80%", page.text)
        self.assertIn("https://shop.example/charter/", page.text)
        self.style_and_policy(page)
        self.languages()
        self.conditional(page)
        self.nothing_else()
        self.badge()
        self.escaped(page.text)
        self.no_secrets()
        self.new_figures()
        self.counted()

    def style_and_policy(self, page):
        style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = page.headers["content-security-policy"]
        self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
                                 "form-action 'none'; frame-ancestors 'none'")
        self.assertEqual(page.headers["x-content-type-options"], "nosniff")
        self.assertNotRegex(page.text, r"(?i)<script|\bstyle=|\bon[a-z]+=|<link rel=.stylesheet")

    def languages(self):
        def language(path="/", **headers):
            answer = self.get(path, **headers)
            self.assertIn(f'<html lang="{answer.headers["content-language"]}"', answer.text)
            return answer.headers["content-language"]

        self.assertEqual(language(Accept_Language="cs-CZ,cs;q=0.9,en;q=0.8"), "cs")
        self.assertEqual(language(Accept_Language="de, sv;q=0.5, cs;q=0.7, en;q=0.1"), "cs")
        self.assertEqual(language(Accept_Language="ro, sk"), "en")  # not among the charter's
        self.assertEqual(language(Accept_Language="cs;q=0, *;q=0.1"), "en")
        self.assertEqual(language("/?lang=sv", Accept_Language="cs"), "sv")
        self.assertEqual(language("/?lang=ro", Accept_Language="cs"), "cs")
        czech = self.get("/?lang=cs").text
        self.assertIn("Dodrženo u\u00a0812 z\u00a0celkem 967 případů (84\u00a0%)", czech)
        self.assertIn('<h3>Volající mluví s\u00a0člověkem.</h3>', czech)
        self.assertIn('<p class="prose" lang="en">Thirty days.</p>', czech)
        for code in ("en", "cs", "sv"):
            self.assertIn(f'href="?lang={code}"', czech)
        self.assertNotIn('href="?lang=ro"', czech)

    def conditional(self, page):
        tag = page.headers["etag"]
        for wanted in (tag, "W/" + tag, f'"other", {tag}', "*"):
            again = self.get(If_None_Match=wanted)
            if again.headers["etag"] == tag:  # not rendered anew meanwhile
                self.assertEqual((again.status, again.bytes), (304, b""))
        self.assertEqual(self.get(If_None_Match='"other"').status, 200)
        head = self.get(method="HEAD")
        self.assertEqual((head.status, head.bytes), (200, b""))
        self.assertGreater(int(head.headers["content-length"]), 1000)
        packed = self.get(Accept_Encoding="gzip")
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertTrue(packed.text.startswith("<!DOCTYPE html>"))

    def nothing_else(self):
        for path in ("/metrics", "/-/healthy", "/-/ready", "/api/v1/targets", "/favicon.ico",
                     "/badge/", "/badge/nobody.svg", "/badge/../metrics", "/index.html"):
            self.assertEqual(self.get(path).status, 404, path)
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            answer = self.get(method=method)
            self.assertEqual((answer.status, answer.headers["allow"]), (405, "GET, HEAD"))

    def badge(self):
        badge = self.get("/badge/phone.svg", Accept_Language="cs")
        self.assertEqual(badge.status, 200)
        self.assertEqual(badge.headers["content-type"], "image/svg+xml; charset=utf-8")
        self.assertEqual(badge.headers["content-language"], "cs")
        self.assertEqual(badge.headers["cross-origin-resource-policy"], "cross-origin")
        self.assertIn("Dodrženo · 84\u00a0%", badge.text)
        shy = self.get("/badge/few.svg").text
        self.assertIn("No figure yet", shy)

    def escaped(self, text):
        self.assertIn("Shop &lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons", text)
        self.assertIn("Callers &lt;speak&gt; to a person.", text)
        self.assertIn("They &lt;hung&gt; up.", text)
        self.assertIn("Help &lt;img src=x&gt;", text)
        self.assertNotIn('href="javascript', text)
        self.assertIn('href="tel:+420123"', text)

    def no_secrets(self):
        """Owner, evidence, parts, texts for staff, sources, callers: nowhere."""
        for path in ("/", "/?lang=cs", "/?lang=sv", "/badge/phone.svg", "/badge/few.svg", "/nothing"):
            answer = self.get(path)
            for secret in ("MARKER", "SECRET-CALLER", "calls.jsonl", "segment"):
                self.assertNotIn(secret, (answer.text + json.dumps(answer.headers)).replace("marker_measure", "MARKER"), (path, secret))

    def new_figures(self):
        self.workspace.append(*[call(10)] * 33)
        wait_for(lambda: "Kept for 845 of 1,000" in self.get().text, "new figures")

    def counted(self):
        series = 'charterd_public_answers_total{code="404"}'
        self.get("/nothing")
        wait_for(lambda: (self.get().status, self.daemon.sample(series))[1] >= 10, series)
        self.assertGreater(self.daemon.sample("charterd_public_renderings_total"), 0)
        check = subprocess.run(["promtool", "check", "metrics"], text=True, check=False,
                               input=self.daemon.get("/metrics")[1], capture_output=True)
        self.assertEqual((check.returncode, check.stdout + check.stderr), (0, ""))

    def test_fewer_than_ten_are_not_shown(self):
        self.workspace.append(*[call(10)] * 7, *[call(30)] * 2)
        self.daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        self.daemon.wait_ready()
        page = wait_for(lambda: (text := self.get().text) and "Too few to show" in text and text,
                        "the figure to be held back")
        for told in ("Kept for", "77.8", "7 of 9", 'class="missed"', "3 times"):
            self.assertNotIn(told, page)
        self.assertNotIn("77.8", self.get("/badge/phone.svg").text)
        self.workspace.append(call(10))
        wait_for(lambda: "Kept for 8 of 10" in self.get().text, "the tenth")

    def test_silence_is_said(self):
        settings = self.workspace.folder / "charterd.yml"
        settings.write_text(settings.read_text().replace(
            "    format: json\n", "    format: json\n    expect: {every: 1s}\n"))
        self.workspace.append(*[call(10)] * 20)
        self.daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        self.daemon.wait_ready()
        wait_for(lambda: "These figures may be out of date" in self.get("/?lang=en").text,
                 "the silence to be said")
        self.assertIn("nemusí být aktuální", self.get("/?lang=cs").text)
        self.assertIn("These figures may be out of date", self.get("/badge/phone.svg").text)

    def test_a_new_charter_is_shown_after_a_reload(self):
        self.start()
        charter = self.workspace.folder / "charter.yml"
        charter.write_text(charter.read_text().replace("Thirty days.", "Sixty days."))
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "Sixty days." in self.get("/?lang=cs").text, "the new charter")
        self.assertIn("Kept for 812 of 967", self.get("/?lang=en").text)

    def test_crowds_that_never_ask_keep_nobody_from_the_figures(self):
        few = 128  # file descriptors, of which each listener gets a quarter
        self.workspace.append(*[call(10)] * 20)
        self.daemon = self.enterContext(Daemon(
            CHARTERD, self.workspace,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))))
        self.daemon.wait_ready()
        for address in (self.address, self.daemon.address):
            host, port = address.rsplit(":", 1)
            for _ in range(2 * few):
                slow = self.enterContext(socket.create_connection((host, int(port))))
                with contextlib.suppress(ConnectionError):  # it may have been let go already
                    slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        self.workspace.append(*[call(10)] * 30)
        wait_for(lambda: "Kept for 50 of 50" in self.get("/?lang=en").text, "figures to come")
        for series in ("charterd_http_connections_limit", "charterd_public_connections_limit"):
            self.assertEqual(self.daemon.sample(series), few / 4)
        self.assertLess(self.daemon.sample("process_open_fds"), few)

    def test_it_is_off_unless_asked_for(self):
        settings = self.workspace.folder / "charterd.yml"
        settings.write_text(SETTINGS)
        self.daemon = self.enterContext(Daemon(CHARTERD, self.workspace))
        self.daemon.wait_ready()
        self.assertIsNone(self.daemon.log.find("public page"))
        self.assertNotIn("charterd_public", self.daemon.get("/metrics")[1])

    def test_a_taken_port_is_said(self):
        self.start()
        taken = Workspace(tempfile.mkdtemp(dir=self.workspace.folder),
                          SETTINGS + f'public: {{listen: "{self.address}"}}\n')
        ended = subprocess.run(
            [CHARTERD, "run", "--config.file", str(taken.folder / "charterd.yml"),
             "--storage.path", str(taken.folder / "state")],
            capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stderr, "the public page: cannot listen on .*: another program listens")
        self.assertNotIn("--web.listen-address", ended.stderr)


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
