import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clockTime,
  clockTimeMs,
  durationText,
  parseUtc,
  relativeTime,
  stepText,
  withLocalTimes,
} from "kit/format/time";

test("a time keeps its fraction below the millisecond", () => {
  const a = parseUtc("2026-11-23T07:24:09.125250Z")!;
  const b = parseUtc("2026-11-23T07:24:09.125Z")!;
  assert.ok(Math.abs(a - b - 0.25) < 0.01);
});

test("an offset is honoured", () => {
  assert.equal(parseUtc("2026-11-23T09:00:00+02:00"), parseUtc("2026-11-23T07:00:00Z"));
});

test("the epoch means never, and what is no time is none", () => {
  for (const text of ["1970-01-01T00:00:00Z", "", undefined, null, "yesterday", "2026-11-23"]) {
    assert.equal(parseUtc(text), undefined, String(text));
  }
});

test("milliseconds are padded", () => {
  assert.match(clockTimeMs(parseUtc("2026-11-23T07:24:09.005Z")), /:09\.005$/);
});

test("durations use at most two units", () => {
  assert.equal(durationText(12_000), "12 s");
  assert.equal(durationText(95_000), "1 min 35 s");
  assert.equal(durationText(45 * 60_000), "45 min");
  assert.equal(durationText(200 * 60_000), "3 h 20 min");
  assert.equal(durationText(52 * 3_600_000), "2 d 4 h");
});

test("relative times look both ways", () => {
  assert.equal(relativeTime(100_000, 101_000), "just now");
  assert.equal(relativeTime(100_000, 130_000), "30 s ago");
  assert.equal(relativeTime(400_000, 100_000), "in 5 min");
});

test("a step has the precision that tells it apart", () => {
  assert.equal(stepText(0.42), "0.4 ms");
  assert.equal(stepText(18.4), "18 ms");
  assert.equal(stepText(2034), "2.03 s");
  assert.equal(stepText(-3), "\u22123.0 ms");
});

test("times within a sentence are those of the clock here", () => {
  const at = parseUtc("2026-11-23T07:24:09Z")!;
  assert.equal(
    withLocalTimes("first seen, at 2026-11-23T07:24:09.125250000Z; what entered before was not seen", at),
    `first seen, at ${clockTime(at)}; what entered before was not seen`,
  );
  assert.equal(withLocalTimes("batch 2026-11 is known", at), "batch 2026-11 is known");
});
