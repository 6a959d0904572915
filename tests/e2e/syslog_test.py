#!/usr/bin/env python3
"""Syslog by the programs that send it: logger (util-linux) and rsyslog.

Usage: syslog_test.py CHARTERD [unittest arguments]
"""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timezone

sys.dont_write_bytecode = True

from charterd_process import Daemon, LineReader, Workspace, call, wait_for  # noqa: E402

CHARTERD = ""

SETTINGS = """\
charter: charter.yml
storage: {path: state}
web: {listen: "127.0.0.1:0"}
sources:
  - name: calls
    syslog: {listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0", "unix://FOLDER/log.sock"]}
    events:
      - type: {value: call.answered}
        when: {appname: [queue, /usr/bin/queue]}
        fields: {wait: sd.call@32473.wait, segment: sd.call@32473.segment}
  - name: messages
    syslog: {listen: "tcp://127.0.0.1:0", timezone: Europe/Prague}
    format: json
    events:
      - type: {field: event}
        fields: {wait: wait_s}
"""

BESIDE = """\
  - name: written
    file: {paths: [FOLDER/calls.jsonl]}
    format: json
    events:
      - type: {field: event}
        time: {field: ts}
        fields: {wait: wait_s}
"""

RSYSLOG = """\
global(workDirectory="FOLDER")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="FOLDER/in.sock" UseSpecialParser="off" CreatePath="on")
main_queue(queue.type="FixedArray")
action(type="omfwd" Target="127.0.0.1" Port="UDP" Protocol="udp"
       Template="RSYSLOG_SyslogProtocol23Format")
action(type="omfwd" Target="127.0.0.1" Port="TCP" Protocol="tcp" TCP_Framing="octet-counted"
       Template="RSYSLOG_SyslogProtocol23Format")
action(type="omfwd" Target="127.0.0.1" Port="TCP" Protocol="tcp" TCP_Framing="traditional"
       Template="RSYSLOG_SyslogProtocol23Format")
action(type="omfwd" Target="127.0.0.1" Port="MESSAGES" Protocol="tcp"
       Template="RSYSLOG_ForwardFormat")
action(type="omfwd" Target="127.0.0.1" Port="MESSAGES" Protocol="tcp"
       Template="RSYSLOG_TraditionalForwardFormat")
"""

RECORDS = 'charterd_source_records_total{{result="{}",source="{}"}}'


class SyslogTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shop = Workspace(folder.name, SETTINGS.replace("FOLDER", folder.name))

    def start(self):
        daemon = Daemon(CHARTERD, self.shop)
        self.enterContext(daemon)
        daemon.wait_ready()
        return daemon

    def address(self, daemon, source, scheme):
        pattern = rf'msg="listening for syslog" source={source} address={scheme}://127.0.0.1:(\d+)'
        return wait_for(lambda: daemon.log.find(pattern), "the address").group(1)

    def log(self, *arguments):
        subprocess.run(["logger", "--id=7", *arguments], check=True, timeout=20)

    def wait_records(self, daemon, result, source, count):
        series = RECORDS.format(result, source)
        wait_for(lambda: daemon.sample(series) == count, f"{count} of {series}: " +
                 "\n".join(line for line in daemon.get("/metrics")[1].splitlines()
                           if "source_re" in line and line[0] != "#"))

    def good(self, daemon):
        return daemon.sample('charter_target_events_total{charter="test-shop",target="phone",'
                             'verdict="good",by="segment",by_value="new"}')

    def test_logger_sends_by_every_way(self):
        daemon = self.start()
        udp = self.address(daemon, "calls", "udp")
        tcp = self.address(daemon, "calls", "tcp")
        data = ["--rfc5424", "-t", "queue", "--sd-id", "call@32473", "--sd-param", 'wait="7"',
                "--sd-param", 'segment="new"', "a caller, answered"]
        self.log("--server", "127.0.0.1", "--port", udp, "--udp", *data)
        self.log("--server", "127.0.0.1", "--port", tcp, "--tcp", *data)
        self.log("--server", "127.0.0.1", "--port", tcp, "--tcp", "--octet-count", *data)
        self.log("--socket", str(self.folder / "log.sock"), *data)
        self.wait_records(daemon, "accepted", "calls", 4)
        wait_for(lambda: self.good(daemon) == 4, "four good calls")
        # What another program says makes no event.
        self.log("--server", "127.0.0.1", "--port", udp, "--udp", "--rfc3164", "-t", "cron", "x")
        self.wait_records(daemon, "filtered", "calls", 1)
        self.assertEqual(daemon.sample('charterd_source_connections_limit{source="calls"}'), 512)
        self.assertEqual(daemon.sample('charterd_source_kernel_drops_total{source="calls"}'), 0)

    def test_logger_sends_old_messages_with_json(self):
        daemon = self.start()
        port = self.address(daemon, "messages", "tcp")
        event = json.dumps({"event": "call.answered", "wait_s": 5, "segment": "new"})
        # The test's own zone stands for the sender's.
        for cookie in ("", "@cee: "):
            subprocess.run(["logger", "--server", "127.0.0.1", "--port", port, "--tcp", "--rfc3164",
                            "-t", "app", cookie + event], check=True, timeout=20,
                           env={"TZ": "Europe/Prague", "PATH": "/usr/bin"})
        self.wait_records(daemon, "accepted", "messages", 2)
        wait_for(lambda: self.good(daemon) == 2, "good calls")
        self.log("--server", "127.0.0.1", "--port", port, "--tcp", "SECRET-TEXT")
        self.wait_records(daemon, "rejected", "messages", 1)
        line = wait_for(lambda: daemon.log.find(r'msg="record rejected" source=messages .*'), "it")
        self.assertRegex(line.group(0), r"file=tcp://127.0.0.1:0 line=3 offset=2 reason=unparsable")
        self.assertNotIn("SECRET", daemon.log.text())

    def test_rsyslog_forwards(self):
        self.assertTrue(shutil.which("rsyslogd", path="/usr/sbin:/usr/bin"))
        daemon = self.start()
        conf = RSYSLOG.replace("FOLDER", str(self.folder))
        for word, source, scheme in (("MESSAGES", "messages", "tcp"), ("UDP", "calls", "udp"),
                                     ("TCP", "calls", "tcp")):
            conf = conf.replace(f'"{word}"', f'"{self.address(daemon, source, scheme)}"')
        (self.folder / "rsyslog.conf").write_text(conf)
        rsyslog = subprocess.Popen(
            ["/usr/sbin/rsyslogd", "-n", "-f", str(self.folder / "rsyslog.conf"), "-i",
             str(self.folder / "rsyslog.pid")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env={"TZ": "Europe/Prague", "PATH": "/usr/sbin:/usr/bin"})
        said = LineReader(rsyslog.stdout)
        try:
            wait_for(lambda: (self.folder / "in.sock").exists() or rsyslog.poll() is not None,
                     "rsyslog")
            self.assertIsNone(rsyslog.poll(), said.text())
            event = json.dumps({"event": "call.answered", "wait_s": 5, "segment": "new"})
            self.log("--socket", str(self.folder / "in.sock"), "--rfc5424", "-t", "queue",
                     "--sd-id", "call@32473", "--sd-param", 'wait="7"', "--sd-param",
                     'segment="new"', event)
            self.wait_records(daemon, "accepted", "calls", 3)
            self.wait_records(daemon, "accepted", "messages", 2)
            wait_for(lambda: self.good(daemon) == 5, "good calls")
        finally:
            rsyslog.terminate()
            rsyslog.wait()
            said.join()
            rsyslog.stdout.close()

    def test_a_reload_keeps_the_sockets_and_what_has_come(self):
        daemon = self.start()
        port = int(self.address(daemon, "messages", "tcp"))
        event = json.dumps({"event": "call.answered", "wait_s": 5, "segment": "new"}).encode()
        now = datetime.now(timezone.utc).isoformat().encode()
        message = b"<13>1 " + now + b" h a - - - " + event + b"\n"
        with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
            sender.sendall(message + message[:30])
            wait_for(lambda: self.good(daemon) == 1, "a good call")
            for count in range(1, 4):
                charter = self.folder / "charter.yml"
                charter.write_text(charter.read_text() + f"# {count}\n")
                daemon.process.send_signal(signal.SIGHUP)
                # What comes in the middle of it, on a connection of before.
                sender.sendall(message[30:] + message[:30])
                wait_for(lambda: sum("were read again" in line for line in list(daemon.log.lines))
                         == count, "the reload")
                wait_for(lambda: self.good(daemon) == count + 1, f"{count + 1} good calls")
            sender.sendall(message[30:])
            wait_for(lambda: self.good(daemon) == 5, "the last call")
        self.wait_records(daemon, "rejected", "messages", 0)

    def test_what_was_received_outlives_the_process(self):
        daemon = self.start()
        udp = self.address(daemon, "calls", "udp")
        data = ["--rfc5424", "-t", "queue", "--sd-id", "call@32473", "--sd-param", 'wait="7"',
                "--sd-param", 'segment="new"', "x"]
        self.log("--server", "127.0.0.1", "--port", udp, "--udp", *data)
        wait_for(lambda: self.good(daemon) == 1, "a good call")
        daemon.process.kill()
        daemon.process.wait()
        again = self.start()
        self.assertEqual(self.good(again), 1)
        # The path was left behind by the process that was killed.
        self.log("--socket", str(self.folder / "log.sock"), *data)
        wait_for(lambda: self.good(again) == 2, "another good call")

    def test_an_address_that_is_taken_is_said_with_a_remedy(self):
        first = self.start()
        taken = self.address(first, "calls", "tcp")
        with tempfile.TemporaryDirectory() as folder:
            other = Workspace(folder, SETTINGS.replace("FOLDER", folder).replace(
                '"tcp://127.0.0.1:0", timezone', f'"tcp://127.0.0.1:{taken}", timezone'))
            with Daemon(CHARTERD, other) as daemon:
                wait_for(lambda: daemon.log.find("cannot listen: Address already in use: another "
                                                 "program listens there; choose another one"),
                         "the message")
                status, said = daemon.get("/-/ready")
                self.assertEqual(status, 503)
                self.assertIn("messages", said)

    def command(self, *arguments):
        done = subprocess.run([CHARTERD, *arguments, "--config.file",
                               str(self.folder / "charterd.yml")], capture_output=True, text=True,
                              timeout=60)
        self.assertIn("source calls: syslog: what is sent counts in `charterd run` alone",
                      done.stderr)
        return done.returncode

    def test_what_cannot_be_read_again_is_said(self):
        for command in ("evaluate", "events"):
            self.assertEqual(self.command(command), 1, command)
        # With something else to read there are figures.
        settings = self.folder / "charterd.yml"
        settings.write_text(settings.read_text() + BESIDE.replace("FOLDER", str(self.folder)))
        (self.folder / "calls.jsonl").write_text(call(5) + "\n")
        for command in ("evaluate", "events"):
            self.assertEqual(self.command(command), 0, command)
        # They explain, but not all.
        self.assertEqual(self.command("explain", "phone"), 1)


if __name__ == "__main__":
    CHARTERD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
