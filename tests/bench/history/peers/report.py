"""The table: figure, ours, each peer, ratio, bar."""
PEERS = ["VictoriaMetrics", "InfluxDB", "PostgreSQL"]


def _number(value):
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value >= 10 else f"{value:.3f}"


def _met(bar, met):
    return bar if met is None else f"{bar}: {'met' if met else 'NOT met'}"


class Table:
    def __init__(self, medians):
        self.medians = medians
        self.rows = []

    def ours(self, figure):
        return self.medians["ours"][figure]

    def peers(self, figure):
        return [self.medians.get(peer, {}).get(figure) for peer in PEERS]

    def add(self, what, ours, peers, ratio, bar):
        self.rows.append([what, _number(ours), *map(_number, peers), ratio, bar])

    def more_than(self, what, figure, times):
        ours, peers = self.ours(figure), self.peers(figure)
        ratio = None if peers[0] is None else ours / peers[0]
        text = "-" if ratio is None else f"{ratio:.2f} x VictoriaMetrics"
        self.add(what, ours, peers, text, _met(f">= {times} x VictoriaMetrics", ratio and ratio >= times))

    def smaller(self, what, figure, bound):
        ours, peers = self.ours(figure), self.peers(figure)
        ratio = None if peers[0] is None else ours / peers[0]
        text = "-" if ratio is None else f"{ratio:.2f} x VictoriaMetrics"
        self.add(what, ours, peers, text, _met("< VictoriaMetrics", ratio and ratio < 1))
        within = ours / bound
        met = _met("<= 1.35 x", within <= 1.35)
        self.add(f"  against their entropy, {bound:.3f}", ours, [None] * 3, f"{within:.2f} x", met)

    def faster(self, what, figure, ours):
        peers = self.peers(figure)
        there = [peer for peer in peers if peer is not None]
        ratio = ours / min(there) if there else None
        text = "-" if ratio is None else f"{ratio:.2f} x the fastest"
        self.add(what, ours, peers, text, _met("< every peer", ratio and ratio < 1))

    def question(self, what, figure):
        """Ours without a protocol and with one, the peers as ever."""
        self.faster(f"{what}, ms, in process", figure, self.ours(f"inside_{figure}"))
        self.faster(f"{what}, ms, over HTTP", figure, self.ours(figure))

    def at_most(self, what, figure, most):
        ours = self.ours(figure)
        self.add(what, ours, [None] * 3, "-", _met(f"<= {most:g}", ours <= most))

    def text(self):
        header = ["figure", "ours", *PEERS, "ratio", "bar"]
        widths = [max(len(row[i]) for row in [header, *self.rows]) for i in range(len(header))]
        lines = [header, ["-" * width for width in widths], *self.rows]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def table(medians, bounds, ticks):
    out = Table(medians)
    out.more_than("ingest, million values a CPU second", "ingest", 6)
    out.smaller("bytes a value, even stamps", "bytes", bounds[0])
    out.smaller("bytes a value, jittered stamps", "jittered_bytes", bounds[1])
    out.question(f"{ticks:,} raw samples", "raw_ms")
    out.question("500 buckets of min, max, mean", "buckets_ms")
    out.faster("last of 1,000 tags, ms, in process, as it runs", "last_ms", out.ours("inside_open_last_ms"))
    out.question("last of 1,000 tags", "last_ms")
    out.question("100 tags averaged a minute", "averages_ms")
    out.at_most("batch of 10,000 at a million values/s, p99 ms", "batch_p99_ms", 10)
    out.at_most("a year of a tag in 2,000 columns, cold, ms", "year_ms", 50)
    out.at_most("1,000,000 tags open, ten samples each, MB", "appended_mb", 1000)
    return out.text()
