"""InfluxDB 1: line protocol in, InfluxQL out."""
import json
import os
import shutil
import time
from urllib.parse import urlencode

from peers.question import BUCKETS, START_MS, Question, medians, tag_of, unit_of
from peers.server import Client, Server, bytes_in, free_port, until

NAME = "InfluxDB"
PACKAGE = "influxdb"
TAG = '"tag"'  # a word of the language

# As packaged, but for the folders, the ports, what it would tell others or write about itself, and how long it waits
# before it compacts what is no longer written to: that is waited for.
CONFIGURATION = """
reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  query-log-enabled = false
  cache-snapshot-write-cold-duration = "10s"
  compact-full-write-cold-duration = "10s"
[monitor]
  store-enabled = false
[continuous_queries]
  enabled = false
[http]
  bind-address = "127.0.0.1:{http}"
  log-enabled = false
[logging]
  level = "warn"
"""


def program():
    return shutil.which("influxd")


class Influx:
    format = "influx"

    def __init__(self, folder):
        self.folder = folder
        http, rpc = free_port(), free_port()
        configuration = os.path.join(folder, "influxdb.conf")
        with open(configuration, "w") as out:
            out.write(CONFIGURATION.format(folder=folder, http=http, rpc=rpc))
        self.server = Server([program(), "-config", configuration], os.path.join(folder, "log"))
        self.client = Client(http)
        until("InfluxDB answers", self.client.answers)
        self.client.ask("POST", "/query?" + urlencode({"q": "CREATE DATABASE bench"}))

    def ingest(self, data):
        before = self.server.cpu_seconds()
        for batch in data.batches(self.format):
            self.client.ask("POST", "/write?db=bench&precision=ms", batch)
        return self.server.cpu_seconds() - before

    def settle(self):
        until("the log is written out", lambda: bytes_in(os.path.join(self.folder, "wal")) == 0, 600, 1)
        files = None
        while files != self._files() or any(name.endswith(".tmp") for name, _ in files):
            files = self._files()
            time.sleep(25)  # more than it waits for a write before it compacts all

    def _files(self):
        data = os.path.join(self.folder, "data")
        return sorted(
            (name, os.path.getsize(os.path.join(at, name)))
            for at, _, names in os.walk(data)
            for name in names
            if ".tsm" in name
        )

    def bytes(self):
        return bytes_in(os.path.join(self.folder, "data"), ".tsm")

    def ask(self, ticks):
        return medians(questions(self.client, ticks), ticks)


def questions(client, ticks):
    start, end = START_MS, START_MS + ticks * 1000
    span = f"time >= {start}ms AND time < {end}ms"

    def ask(query):
        return client.get("/query?" + urlencode({"db": "bench", "epoch": "ms", "q": query}))

    def rows(text):
        series = json.loads(text)["results"][0]["series"]
        return sum(len([row for row in one["values"] if row[1] is not None]) for one in series)

    width = max(1, ticks // BUCKETS)
    both = "FROM analog, whole WHERE"
    return {
        "raw": Question(lambda i: ask(f"SELECT value {both} {TAG} = '{tag_of(i)}' AND {span}"), rows),
        "buckets": Question(
            lambda i: ask(
                f"SELECT min(value), max(value), mean(value) {both} {TAG} = '{tag_of(i)}' AND {span}"
                f" GROUP BY time({width}s)"
            ),
            rows,
        ),
        "last": Question(lambda i: ask(f"SELECT last(value) FROM analog, whole GROUP BY {TAG}"), rows),
        "averages": Question(
            lambda i: ask(f"SELECT mean(value) {both} unit = '{unit_of(i)}' AND {span} GROUP BY time(1m), {TAG}"), rows
        ),
    }
