"""The four questions, each about different tags every time it is asked."""
import statistics
import time
from dataclasses import dataclass
from typing import Callable

TAGS = 1000
UNIT_TAGS = 100
START_MS = 1_767_225_600_000
BUCKETS = 500
MINUTE_MS = 60_000

TIMES = {"raw": 100, "buckets": 100, "last": 30, "averages": 30}


@dataclass
class Question:
    ask: Callable  # of the number of the attempt; returns the answer as it came
    count: Callable  # of an answer: how many samples, buckets, values or averages are in it


def tag_of(attempt):
    """19 and ten have no common factor: every kind of signal is met as often as it is there."""
    return 1 + attempt * 19 % TAGS


def unit_of(attempt):
    return attempt % (TAGS // UNIT_TAGS)


def expected(name, ticks):
    return {
        "raw": ticks,
        "buckets": min(BUCKETS, ticks),
        "last": TAGS,
        "averages": UNIT_TAGS * -(-ticks // 60),
    }[name]


def medians(questions, ticks):
    """Milliseconds until the answer is with the client; what is in it is counted beside the clock."""
    out = {}
    for name, question in questions.items():
        times = []
        for attempt in range(TIMES[name]):
            began = time.perf_counter()
            answer = question.ask(attempt)
            times.append((time.perf_counter() - began) * 1000)
            if attempt == 0:
                count, wanted = question.count(answer), expected(name, ticks)
                # Where an interval's edge belongs to the other side, one bucket of a tag more or less.
                if abs(count - wanted) > (UNIT_TAGS if name == "averages" else 1):
                    raise RuntimeError(f"{name}: {count} where {wanted} were to come: {str(answer)[:300]}")
        out[f"{name}_ms"] = statistics.median(times)
    return out
