#!/usr/bin/env python3
"""The historian beside what people would put in its place: one table.

Usage: compare.py [--program FILE] [--ticks 10000] [--rounds 3] [--only NAME ...]

Every engine gets the same values (dataset.h: 1,000 tags, a value of each at every tick) in the same batches, is asked
the same questions when it has settled, and starts afresh every round; the rounds of the engines are interleaved, the
table holds medians. The peers are used where their packages are installed, on free ports of loopback, with their data
in a temporary folder.

What counts: CPU time is that of the server, children included, from the first batch to the last acknowledgement
(VictoriaMetrics, which acknowledges before, to the end of its flush as well; ours to the end of compact()). Peers read
their batches from a socket and parse them, ours are in its memory. Bytes are those of the files that hold values and
their keys, after everything was merged. Questions are timed by the client until it has the whole answer: over HTTP and
JSON, PostgreSQL over its own protocol in binary; "in process" is the store and the query module without a protocol,
"as it runs" before compact(), while the newest samples are in no chunk yet.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

from peers import influx, ours, postgres, report, victoria
from peers.question import TAGS
from peers.server import Server

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
PEERS = {victoria: victoria.Victoria, influx: influx.Influx, postgres: postgres.Postgres}
JITTER_MS = 10


class Data:
    """The data set in a peer's words: made once, kept in a file."""

    def __init__(self, program, folder, ticks, jitter_ms):
        self.program, self.folder, self.ticks, self.jitter_ms = program, folder, ticks, jitter_ms
        self.made = {}

    def prepare(self, form):
        if form is None or form in self.made:
            return
        file = os.path.join(self.folder, f"{form}-{self.jitter_ms}")
        command = [self.program, "export", file, form, str(self.ticks), str(self.jitter_ms)]
        sizes = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        self.made[form] = file, [int(size) for size in sizes]

    def batches(self, form):
        file, sizes = self.made[form]
        with open(file, "rb") as text:
            for size in sizes:
                yield text.read(size)


def measured(start, data, with_questions):
    """One engine, one data set: from an empty folder to its end."""
    with tempfile.TemporaryDirectory(prefix="history-bench-") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as a user of its own
        data.prepare(start.format)
        try:
            engine = start(folder)
            values = data.ticks * TAGS
            out = {"ingest": values / 1e6 / engine.ingest(data)}
            engine.settle()
            out["bytes"] = engine.bytes() / values
            return {**out, **engine.ask(data.ticks)} if with_questions else out
        finally:
            Server.stop_all()


def ours_alone(program):
    """Figures without a peer, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="history-bench-") as folder:
        many, year = os.path.join(folder, "many"), os.path.join(folder, "year")
        ours.figures(program, "tags", many, 1_000_000)
        ours.figures(program, "year", year)
        trends = [ours.figures(program, "trend", year)["year_ms"] for _ in range(5)]
        return {
            **ours.figures(program, "many", many, 1_000_000),
            **ours.figures(program, "paced", os.path.join(folder, "paced")),
            "year_ms": statistics.median(trends),
        }


def engines(program, only):
    """NAME -> what starts it, ours first; and a line about each peer that is not installed."""

    def start_ours(folder):
        return ours.Ours(folder, program)

    start_ours.format = None
    found, missing = {ours.NAME: start_ours}, []
    for module, start in PEERS.items():
        if only and module.NAME not in only:
            continue
        if module.program():
            found[module.NAME] = start
        else:
            missing.append(f"{module.NAME} is not installed: apt-get install -y {module.PACKAGE}")
    return found, missing


def rounds(program, found, ticks, count, folder):
    """NAME -> figure -> median. Even stamps every round; jittered ones, for their bytes, in the first."""
    even, jittered = (Data(program, folder, ticks, jitter) for jitter in (0, JITTER_MS))
    seen = {name: [] for name in found}
    for number in range(count):
        for name, start in found.items():
            figures = measured(start, even, True)
            if number == 0:
                figures["jittered_bytes"] = measured(start, jittered, False)["bytes"]
            seen[name].append(figures)
            told = ", ".join(f"{figure} {value:.4g}" for figure, value in figures.items())
            print(f"round {number + 1} of {count}, {name}: {told}", file=sys.stderr, flush=True)
    return {
        name: {figure: statistics.median([one[figure] for one in all_ if figure in one]) for figure in all_[0]}
        for name, all_ in seen.items()
    }


def bounds(program, folder):
    """Least bytes a value, by the signals' entropy, for even and jittered stamps."""
    written = (ours.figures(program, "ingest", f"{folder}/bound{jitter}", 1, jitter) for jitter in (0, JITTER_MS))
    return [figures["bound_bytes"] for figures in written]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.join(ROOT, "build/release/bin/millwright-history-bench"))
    parser.add_argument("--ticks", type=int, default=10_000, help="a multiple of 500")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", metavar="NAME", help="of the peers only these")
    options = parser.parse_args()
    if options.ticks < 500 or options.ticks % 500:
        parser.error("--ticks is a multiple of 500: there are 500 buckets")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped on the way out

    found, missing = engines(options.program, options.only)
    folder = tempfile.mkdtemp(prefix="history-bench-data-")
    try:
        medians = rounds(options.program, found, options.ticks, options.rounds, folder)
        medians[ours.NAME].update(ours_alone(options.program))
        print(f"{options.ticks * TAGS:,} values, {options.rounds} rounds, medians")
        print(report.table(medians, bounds(options.program, folder), options.ticks))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for line in missing:
        print(line)


if __name__ == "__main__":
    main()
