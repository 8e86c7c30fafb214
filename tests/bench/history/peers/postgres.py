"""PostgreSQL: COPY into one table with a key, SQL out."""
import glob
import os
import re
import subprocess

from peers.libpq import Connection
from peers.question import BUCKETS, MINUTE_MS, START_MS, TAGS, UNIT_TAGS, Question, medians, tag_of, unit_of
from peers.server import Server, free_port

NAME = "PostgreSQL"
PACKAGE = "postgresql"
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../.."))


def program():
    return next(iter(glob.glob("/usr/lib/postgresql/*/bin/postgres")), None)


class Postgres:
    format = "copy"

    def __init__(self, folder):
        self.server = Server(
            [os.path.join(ROOT, "scripts", "private-postgres"), os.path.join(folder, "postgres"), str(free_port())],
            os.path.join(folder, "log"),
            stdout=subprocess.PIPE,
            text=True,
        )
        ready = re.match(r"ready (\S+)", self.server.process.stdout.readline())
        if not ready:
            raise RuntimeError("PostgreSQL did not start")
        self.connection = Connection(ready[1])
        self.connection.run(
            "CREATE TABLE samples (tag int, time bigint, value double precision, PRIMARY KEY (tag, time))"
        )

    def ingest(self, data):
        before = self.server.cpu_seconds()
        for batch in data.batches(self.format):
            self.connection.copy("samples", batch)
        return self.server.cpu_seconds() - before

    def settle(self):
        self.connection.run("VACUUM ANALYZE samples")
        self.connection.run("CHECKPOINT")

    def bytes(self):
        return int(self.connection.run("SELECT pg_total_relation_size('samples')"))

    def ask(self, ticks):
        return medians(questions(self.connection, ticks), ticks)


def questions(connection, ticks):
    span = f"time >= {START_MS} AND time < {START_MS + ticks * 1000}"
    width = max(1, ticks // BUCKETS) * 1000

    def averages(i):
        first = unit_of(i) * UNIT_TAGS + 1
        return connection.rows(
            f"SELECT tag, (time - {START_MS}) / {MINUTE_MS}, avg(value) FROM samples"
            f" WHERE tag BETWEEN {first} AND {first + UNIT_TAGS - 1} AND {span} GROUP BY 1, 2 ORDER BY 1, 2"
        )

    def same(count):
        return count

    return {
        "raw": Question(
            lambda i: connection.rows(
                f"SELECT time, value FROM samples WHERE tag = {tag_of(i)} AND {span} ORDER BY time"
            ),
            same,
        ),
        "buckets": Question(
            lambda i: connection.rows(
                f"SELECT (time - {START_MS}) / {width}, min(value), max(value), avg(value) FROM samples"
                f" WHERE tag = {tag_of(i)} AND {span} GROUP BY 1 ORDER BY 1"
            ),
            same,
        ),
        "last": Question(
            lambda i: connection.rows(
                f"SELECT tag, time, value FROM generate_series(1, {TAGS}) AS tag CROSS JOIN LATERAL (SELECT time, value"
                " FROM samples WHERE samples.tag = tag.tag ORDER BY time DESC LIMIT 1) AS newest"
            ),
            same,
        ),
        "averages": Question(averages, same),
    }
