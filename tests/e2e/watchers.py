"""A Prometheus, an Alertmanager and a receiver of its messages, on free ports."""

import http.server
import json
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from charterd_process import PATIENCE, LineReader, wait_for


class Receiver:
    """A webhook that keeps what it is sent."""

    def __init__(self, test):
        messages = self.messages = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                messages.append((self.path.strip("/"), body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        test.addCleanup(server.server_close)
        test.addCleanup(thread.join)
        test.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_port}"

    def alerts(self, status):
        """name of the alert -> its latest form in a message of that status, with its receiver."""
        return {alert["labels"]["alertname"]: {**alert, "receiver": receiver}
                for receiver, message in list(self.messages)
                for alert in message["alerts"] if alert["status"] == status}

    def groups(self):
        """The names of the alerts that came together, of each message."""
        return [{alert["labels"]["alertname"] for alert in message["alerts"]}
                for _, message in list(self.messages)]


class Server:
    """A program that logs the address on which it listens."""

    def __init__(self, test, *command):
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        test.addCleanup(self.process.stderr.close)
        test.addCleanup(self.process.wait)
        test.addCleanup(self.process.kill)
        self.log = LineReader(self.process.stderr)
        found = wait_for(lambda: self.log.find(r'msg="Listening on" address=(\S+)'), command[0])
        self.address = found.group(1)

    def get(self, path, **parameters):
        """The JSON there; None while the program is not ready."""
        url = f"http://{self.address}{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            return None

    def post(self, path, value):
        request = urllib.request.Request(f"http://{self.address}{path}", json.dumps(value).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status


def prometheus(test, folder, charterd, alertmanager):
    """Scrapes and judges twice a second."""
    (folder / "prometheus.yml").write_text(f"""\
global: {{scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}}
rule_files: ["*.rules.yml"]
scrape_configs:
  - job_name: charterd
    static_configs: [{{targets: ["{charterd}"]}}]
alerting:
  alertmanagers:
    - static_configs: [{{targets: ["{alertmanager}"]}}]
""")
    return Server(test, "prometheus", f"--config.file={folder}/prometheus.yml",
                  f"--storage.tsdb.path={folder}/tsdb", "--web.listen-address=127.0.0.1:0")


def alertmanager(test, folder):
    return Server(test, "prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml",
                  f"--storage.path={folder}/alertmanager", "--web.listen-address=127.0.0.1:0",
                  "--cluster.listen-address=")
