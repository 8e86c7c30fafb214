"""VictoriaMetrics: JSON lines in, Prometheus' queries and its own export out."""
import json
import os
import re
import shutil
import time
from urllib.parse import urlencode

from peers.question import BUCKETS, START_MS, Question, medians, tag_of, unit_of
from peers.server import Client, Server, bytes_in, free_port, until

NAME = "VictoriaMetrics"
PACKAGE = "victoria-metrics"


def program():
    return shutil.which("victoria-metrics")


class Victoria:
    format = "victoria"

    def __init__(self, folder):
        self.folder = os.path.join(folder, "data")
        port = free_port()
        self.server = Server(
            [
                program(),
                f"-storageDataPath={self.folder}",
                f"-httpListenAddr=127.0.0.1:{port}",
                "-retentionPeriod=100y",
                "-loggerLevel=WARN",
            ],
            os.path.join(folder, "log"),
        )
        self.client = Client(port)
        until("VictoriaMetrics answers", self.client.answers)

    def ingest(self, data):
        before = self.server.cpu_seconds()
        for batch in data.batches(self.format):
            self.client.ask("POST", "/api/v1/import", batch)
        self.client.get("/internal/force_flush")
        return self.server.cpu_seconds() - before

    def settle(self):
        self.client.get("/internal/force_flush")
        self.client.get("/internal/force_merge")
        time.sleep(1)
        until("merges have ended", lambda: self._merges() == 0, 600, 1)

    def _merges(self):
        metrics = self.client.get("/metrics").decode()
        return sum(int(n) for n in re.findall(r"^vm_active(?:_force)?_merges(?:{.*})? (\d+)$", metrics, re.M))

    def bytes(self):
        return bytes_in(os.path.join(self.folder, "data"))

    def ask(self, ticks):
        return medians(questions(self.client, ticks), ticks)


def questions(client, ticks):
    start, end = START_MS / 1000, START_MS / 1000 + ticks

    def over(query, step):
        words = {"query": query, "start": start + step, "end": end, "step": f"{step}s", "nocache": 1}
        return client.get("/api/v1/query_range?" + urlencode(words))

    def values(text):
        return [len(series["values"]) for series in json.loads(text)["data"]["result"]]

    def raw(i):
        words = {"match[]": f'v{{tag="{tag_of(i)}"}}', "start": start, "end": end}
        return client.get("/api/v1/export?" + urlencode(words))

    def last(_):
        return client.get("/api/v1/query?" + urlencode({"query": "v", "time": end, "nocache": 1}))

    width = max(1, ticks // BUCKETS)
    return {
        "raw": Question(raw, lambda text: sum(len(json.loads(line)["values"]) for line in text.splitlines())),
        "buckets": Question(
            lambda i: over(f'rollup(v{{tag="{tag_of(i)}"}}[{width}s])', width), lambda text: sum(values(text)) / 3
        ),
        "last": Question(last, lambda text: len(json.loads(text)["data"]["result"])),
        "averages": Question(
            lambda i: over(f'avg_over_time(v{{unit="{unit_of(i)}"}}[1m])', 60), lambda text: sum(values(text))
        ),
    }
