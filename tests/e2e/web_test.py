#!/usr/bin/env python3
"""--web.config.file with real clients: curl, openssl and Prometheus.
Usage: web_test.py CHARTERD [unittest arguments]"""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request
import warnings

from certificates import Authority
from charterd_process import PATIENCE, Daemon, LineReader, Workspace, call, wait_for

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import crypt

CHARTERD = ""
GOOD = "charterd_web_config_last_reload_successful"


def bcrypt(password, cost=4):
    return crypt.crypt(password, f"$2y${cost:02}$m8lV9zP2ZxnLEJXc8qzbXu")


class WebTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="charterd-web-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.workspace = Workspace(self.folder)
        self.web = self.folder / "web.yml"
        self.authority = Authority(self.folder)

    def start(self, text, *flags):
        self.web.write_text(text)
        return self.enterContext(
            Daemon(CHARTERD, self.workspace, "--web.config.file", str(self.web), *flags))

    def tls(self, more=""):
        self.authority.issue("server", "DNS:localhost,IP:127.0.0.1")
        return f"tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n{more}"

    def client_certificates(self, more=""):
        return self.tls("  client_auth_type: RequireAndVerifyClientCert\n"
                        f"  client_ca_file: ca.pem\n{more}")

    def curl(self, url, *arguments):
        """The status, 000 when there is no answer, and the body."""
        done = subprocess.run(
            ["curl", "--silent", "--max-time", str(PATIENCE), "--cacert",
             str(self.authority.certificate), "--write-out", "\n%{http_code}", *arguments, url],
            capture_output=True, text=True, check=False)
        body, _, status = done.stdout.rpartition("\n")
        return status, body

    def certificate(self, name):
        return "--cert", str(self.folder / f"{name}.pem"), "--key", str(self.folder / f"{name}.key")

    def sample(self, url, series, *arguments):
        for line in self.curl(f"{url}/metrics", *arguments)[1].splitlines():
            if line.startswith(series + " "):
                return float(line.rpartition(" ")[2])
        return None

    def test_only_users_are_let_in(self):
        daemon = self.start(f'basic_auth_users: {{alice: "{bcrypt("secret")}"}}\n')
        url = f"http://{daemon.address}/metrics"
        self.assertEqual(self.curl(url)[0], "401")
        self.assertEqual(self.curl(url, "--user", "alice:wrong")[0], "401")
        self.assertEqual(self.curl(url, "--user", "bob:secret")[0], "401")
        self.assertEqual(self.curl(url, "--user", "alice:secret")[0], "200")
        self.assertNotIn("secret", daemon.log.text())

    def test_wrong_passwords_keep_nobody_waiting(self):
        daemon = self.start(f'basic_auth_users: {{alice: "{bcrypt("secret", 11)}"}}\n')
        url = f"http://{daemon.address}"
        right = ("--user", "alice:secret")
        self.assertEqual(self.curl(f"{url}/metrics", *right)[0], "200")
        seen = threading.Event()

        def guess(number):
            # On and on, so that some wait at whatever moment the other one looks.
            while not seen.is_set():
                self.curl(f"{url}/metrics", "--user", f"alice:guess{number}")

        guesses = [threading.Thread(target=guess, args=(number,)) for number in range(16)]
        try:
            for thread in guesses:
                thread.start()
            # While others wait for their passwords to be checked, a scrape is answered.
            wait_for(lambda: self.sample(url, "charterd_http_password_checks", *right),
                     "passwords that wait")
        finally:
            seen.set()
            for thread in guesses:
                thread.join()

    def test_tls_is_spoken_and_nothing_else(self):
        daemon = self.start(self.tls())
        status, body = self.curl(f"https://{daemon.address}/-/healthy")
        self.assertEqual((status, body), ("200", "charterd is healthy.\n"))
        self.assertEqual(self.curl(f"https://{daemon.address}/metrics", "--tls-max", "1.2")[0],
                         "200")
        old = ("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
        self.assertEqual(self.curl(f"https://{daemon.address}/metrics", *old)[0], "000")
        status, body = self.curl(f"http://{daemon.address}/metrics")
        self.assertEqual(status, "400")
        self.assertIn("write https:// in place of http://", body)

    def test_versions_ciphers_and_curves_are_chosen(self):
        daemon = self.start(self.tls("  max_version: TLS12\n  curve_preferences: [CurveP384]\n"
                                     "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n"))
        told = subprocess.run(["openssl", "s_client", "-connect", daemon.address, "-brief"],
                              input="", capture_output=True, text=True, check=False).stderr
        self.assertIn("Protocol version: TLSv1.2", told)
        self.assertIn("Ciphersuite: ECDHE-ECDSA-AES256-GCM-SHA384", told)
        self.assertIn("secp384r1", told)

    def test_only_known_certificates_are_let_in(self):
        self.authority.issue("prometheus", "DNS:prometheus.example", "clientAuth")
        self.authority.issue("other", "DNS:other.example", "clientAuth")
        strangers = Authority(self.folder, "strangers")
        strangers.issue("stranger", "DNS:prometheus.example", "clientAuth")
        daemon = self.start(self.client_certificates(
            "  client_allowed_sans: [prometheus.example]\n"))
        url = f"https://{daemon.address}/metrics"
        self.assertEqual(self.curl(url)[0], "000")
        self.assertEqual(self.curl(url, *self.certificate("prometheus"))[0], "200")
        for name in ("other", "stranger"):
            with self.subTest(name):
                self.assertEqual(self.curl(url, *self.certificate(name))[0], "000")
        self.assertGreater(self.sample(
            f"https://{daemon.address}",
            'charterd_http_connections_closed_total{reason="tls_handshake"}',
            *self.certificate("prometheus")), 2)

    def test_certificates_that_need_not_be_verified(self):
        strangers = Authority(self.folder, "strangers")
        strangers.issue("stranger", "DNS:prometheus.example", "clientAuth")
        self.authority.issue("known", "DNS:prometheus.example", "clientAuth")
        given = "  client_ca_file: ca.pem\n  client_auth_type: VerifyClientCertIfGiven\n"
        # (configuration, without any, a stranger's, a known one)
        for more, *expected in (
                ("  client_auth_type: NoClientCert\n", "200", "200", "200"),
                ("  client_auth_type: RequestClientCert\n", "200", "200", "200"),
                ("  client_auth_type: RequireAnyClientCert\n", "000", "200", "200"),
                (given, "200", "000", "200")):
            with self.subTest(more), contextlib.ExitStack() as stack:
                self.web.write_text(self.tls(more))
                daemon = stack.enter_context(
                    Daemon(CHARTERD, self.workspace, "--web.config.file", str(self.web)))
                url = f"https://{daemon.address}/metrics"
                self.assertEqual([self.curl(url)[0],
                                  self.curl(url, *self.certificate("stranger"))[0],
                                  self.curl(url, *self.certificate("known"))[0]], expected)

    def test_changes_take_effect_and_mistakes_do_not(self):
        users = 'basic_auth_users: {{alice: "{}"}}\n'
        daemon = self.start(self.tls() + users.format(bcrypt("old")))
        url = f"https://{daemon.address}"
        self.assertEqual(self.curl(f"{url}/metrics", "--user", "alice:old")[0], "200")
        self.web.write_text(self.tls() + users.format(bcrypt("new")))
        wait_for(lambda: self.curl(f"{url}/metrics", "--user", "alice:new")[0] == "200",
                 "the new password")
        self.assertEqual(self.curl(f"{url}/metrics", "--user", "alice:old")[0], "401")

        new = ("--user", "alice:new")
        self.assertEqual(self.sample(url, GOOD, *new), 1)
        good = self.web.read_text()
        self.web.write_text(good.replace("basic_auth_users", "basic_auth_usrs"))
        wait_for(lambda: self.sample(url, GOOD, *new) == 0, "the metric of a mistake")
        said = wait_for(lambda: daemon.log.find("the one before stays in force.*"), "the message")
        self.assertIn("web.yml:4:1: ", said.group())
        self.web.write_text(good)
        wait_for(lambda: self.sample(url, GOOD, *new) == 1, "the repaired file")

        def served():
            return subprocess.run(["openssl", "s_client", "-connect", daemon.address], input="",
                                  capture_output=True, text=True, check=False).stdout

        before = served().partition("END CERTIFICATE")[0]
        self.authority.issue("server", "DNS:localhost,IP:127.0.0.1")
        wait_for(lambda: served().partition("END CERTIFICATE")[0] != before, "the new certificate")
        (self.folder / "server.key").write_text("no key")
        wait_for(lambda: self.sample(url, GOOD, *new) == 0, "the metric of a bad key")
        self.assertEqual(self.curl(f"{url}/-/healthy", *new)[0], "200")

    def test_a_file_that_cannot_be_used_is_said_at_the_start(self):
        for text, message in (
                ("basic_auth_users: {alice: hunter2}\n",
                 "web.yml:1:27: a user needs a bcrypt hash of the password, in quotes"),
                ("tls_server_config: {cert_file: none.pem, key_file: none.key}\n",
                 '"cert_file": ' + str(self.folder / "none.pem") + ": No such file or directory")):
            self.web.write_text(text)
            for command in ("check", "run"):
                with self.subTest(text, command=command):
                    done = subprocess.run(
                        [CHARTERD, command, "--config.file", str(self.folder / "charterd.yml"),
                         "--web.config.file", str(self.web)],
                        capture_output=True, text=True, timeout=PATIENCE, check=False)
                    self.assertEqual(done.returncode, {"check": 1, "run": 78}[command])
                    self.assertIn(message, done.stderr)
                    self.assertNotIn("hunter2", done.stderr)

    def test_reload_is_refused_to_strangers(self):
        open_to_all = ("--web.listen-address", "0.0.0.0:0")
        daemon = self.start("", *open_to_all)
        port = daemon.address.rpartition(":")[2]
        status, body = self.curl(f"http://127.0.0.1:{port}/-/reload", "--request", "POST")
        self.assertEqual(status, "403")
        self.assertIn("listen on 127.0.0.1, or name users", body)

    def test_headers_of_every_answer(self):
        daemon = self.start("http_server_config:\n  http2: true\n  headers:\n"
                            "    X-Frame-Options: deny\n"
                            "    Strict-Transport-Security: max-age=31536000\n")
        for path in ("/metrics", "/nothing"):
            header = self.curl(f"http://{daemon.address}{path}", "--head")[1].lower()
            self.assertIn("x-frame-options: deny", header)
            self.assertIn("strict-transport-security: max-age=31536000", header)
            self.assertIn("x-content-type-options: nosniff", header)
        self.assertTrue(daemon.log.find("http2 has no effect"))

    def test_a_real_prometheus_is_let_in(self):
        self.authority.issue("prometheus", "DNS:prometheus.example", "clientAuth")
        self.workspace.append(call(10))
        daemon = self.start(self.client_certificates() +
                            f'basic_auth_users: {{alice: "{bcrypt("secret", 10)}"}}\n')
        (self.folder / "prometheus.yml").write_text(f"""
scrape_configs:
  - job_name: charterd
    scrape_interval: 500ms
    scrape_timeout: 500ms
    scheme: https
    tls_config: {{ca_file: ca.pem, cert_file: prometheus.pem, key_file: prometheus.key}}
    basic_auth: {{username: alice, password: secret}}
    static_configs: [{{targets: ["{daemon.address}"]}}]
""")
        prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder}/prometheus.yml",
             f"--storage.tsdb.path={self.folder}/tsdb", "--web.listen-address=127.0.0.1:0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(prometheus.stderr.close)
        self.addCleanup(prometheus.wait)
        self.addCleanup(prometheus.kill)
        log = LineReader(prometheus.stderr)
        found = wait_for(lambda: log.find(r'msg="Listening on" address=(\S+)'), "Prometheus")

        def is_up():
            url = f"http://{found.group(1)}/api/v1/query?" + urllib.parse.urlencode(
                {"query": 'up{job="charterd"} == 1'})
            with contextlib.suppress(OSError), urllib.request.urlopen(url) as answer:
                return json.load(answer)["data"]["result"]
            return None

        wait_for(is_up, "a scrape by Prometheus:\n" + log.text())


if __name__ == "__main__":
    CHARTERD = sys.argv.pop(1)
    unittest.main()
