import assert from "node:assert/strict";
import { test } from "node:test";
import type { TagValue } from "kit/api/operator_types";
import { append, countIn, firstAfter, heldUntil, kBad, merged, noSamples, sampleAt } from "operator/trend/samples";

const of = (...rows: [number, number | null, number?][]) => ({
  times: rows.map(([t]) => t),
  values: rows.map(([, v]) => v),
  quality: rows.map(([, v, q]) => q ?? (v === null ? kBad : 0)),
});
const change = (t: number, value: unknown, quality = "Good") =>
  ({ path: "a/b", value, quality, time: new Date(t).toISOString() }) as unknown as TagValue;

test("live samples follow the stored ones without a double", () => {
  const stored = of([1, 10], [2, 20]);
  assert.deepEqual(merged(stored, of([1, 11], [2, 20], [3, 30])), of([1, 10], [2, 20], [3, 30]));
  assert.equal(merged(stored, of([1, 10])), stored);
  assert.deepEqual(merged(of(), of([5, 1])), of([5, 1]));
});

test("a live value that is Bad is a gap, a switch is 0 or 1, a text is no number", () => {
  const live = noSamples();
  append(live, change(1000, 7.5), 100);
  append(live, change(2000, 7.5, "BadNoCommunication"), 100);
  append(live, change(3000, true, "UncertainSubNormal"), 100);
  append(live, change(4000, "AB-1"), 100);
  assert.deepEqual(live, { times: [1000, 2000, 3000, 4000], values: [7.5, null, 1, null], quality: [0, 2, 1, 0] });
});

test("a live value that is not newer is left out, and the oldest give way", () => {
  const live = noSamples();
  for (let t = 1; t <= 12; t += 1) append(live, change(t * 1000, t), 10);
  assert.equal(append(live, change(12_000, 99), 10), false);
  assert.deepEqual([live.times[0], live.times.at(-1), live.values.at(-1)], [4000, 12_000, 12]);
});

test("the last value holds until the present, unless it was Bad", () => {
  assert.deepEqual(heldUntil(of([1, 10]), 5), of([1, 10], [5, 10]));
  const bad = of([1, 10], [2, null]);
  assert.equal(heldUntil(bad, 5), bad);
  const later = of([9, 1]);
  assert.equal(heldUntil(later, 5), later);
});

test("a cursor tells of the sample in force on steps, and of the nearest on a sloped line", () => {
  const samples = of([10, 1], [20, 2], [30, null], [40, 4]);
  const at = (t: number, stepped: boolean) => sampleAt(samples, t, stepped);
  assert.deepEqual([at(5, false), at(18, true), at(18, false), at(12, false)], [undefined, 0, 1, 0]);
  assert.deepEqual([at(29, false), at(38, false), at(99, false)], [1, 2, 3]);
});

test("halving finds what a walk finds", () => {
  const times = [1, 3, 3, 7, 9];
  for (let t = 0; t <= 10; t += 0.5) {
    const walked = times.findIndex((x) => x > t);
    assert.equal(firstAfter(times, t), walked < 0 ? times.length : walked, String(t));
  }
  assert.equal(countIn(of([1, 1], [2, 1], [3, 1]), 2, 3), 2);
});
