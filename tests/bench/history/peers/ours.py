"""Millwright's store: written and asked in a process of its own, and asked over HTTP by the server of its API."""
import json
import os
import re
import subprocess

from peers.question import Question, medians, tag_of, unit_of
from peers.server import Client, Server, bytes_in, until

NAME = "ours"


def figures(program, *arguments):
    """What a mode of the program prints: NAME VALUE a line."""
    out = subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


class Ours:
    format = None  # makes its own

    def __init__(self, folder, program):
        self.folder = os.path.join(folder, "store")
        self.program = program

    def ingest(self, data):
        self.written = figures(self.program, "ingest", self.folder, data.ticks, data.jitter_ms)
        return self.written["cpu_s"]

    def settle(self):
        """It has compacted already, and its CPU time counts that."""

    def bytes(self):
        """The log of what is in chunks meanwhile stays until the next start or its bound; it is not counted."""
        return bytes_in(self.folder, ".sst")

    def ask(self, ticks):
        inside = figures(self.program, "ask", self.folder, ticks)
        inside["open_last_ms"] = self.written["open_last_ms"]
        return {**{f"inside_{name}": ms for name, ms in inside.items()}, **self._over_http(ticks)}

    def _over_http(self, ticks):
        server = Server(
            [self.program, "serve", self.folder, str(ticks)],
            self.folder + ".log",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            listening = re.search(r"http=(\d+)", server.process.stdout.readline())
            client = Client(int(listening[1]))
            until("the store answers", client.answers)
            return medians(questions(client), ticks)
        finally:
            server.stop()


def questions(client):
    def entries(text):
        return len(json.loads(text))

    def samples(text):
        answer = json.loads(text)
        return min(len(answer["times"]), len(answer["values"]))

    def averages(text):
        return sum(len(tag["values"]) for tag in json.loads(text)["tags"])

    return {
        "raw": Question(lambda i: client.get(f"/raw?tag={tag_of(i)}"), samples),
        "buckets": Question(lambda i: client.get(f"/buckets?tag={tag_of(i)}"), entries),
        "last": Question(lambda i: client.get("/last"), entries),
        "averages": Question(lambda i: client.get(f"/averages?unit={unit_of(i)}"), averages),
    }
