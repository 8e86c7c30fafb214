import assert from "node:assert/strict";
import { test } from "node:test";
import { badSpans, strokesOf } from "operator/trend/strokes";

const of = (...rows: [number, number | null, number?][]) => ({
  times: rows.map(([t]) => t),
  values: rows.map(([, v]) => v),
  quality: rows.map(([, v, q]) => q ?? (v === null ? 2 : 0)),
});

test("a sloped line goes from sample to sample in one stroke", () => {
  assert.deepEqual(strokesOf(of([0, 1], [1, 3], [2, 2]), false), [{ uncertain: false, points: [0, 1, 1, 3, 2, 2] }]);
});

test("steps hold until the next sample, and are never ramps", () => {
  const [stroke, ...rest] = strokesOf(of([0, 0], [1, 0], [2, 1], [3, 1]), true);
  assert.deepEqual(rest, []);
  const points = stroke!.points;
  for (let i = 0; i + 3 < points.length; i += 2)
    assert.ok(points[i] === points[i + 2] || points[i + 1] === points[i + 3], "neither level nor upright");
  assert.deepEqual(points, [0, 0, 1, 0, 2, 0, 2, 1, 3, 1]);
});

test("a Bad breaks the line: the value holds until it came, and nothing is drawn before the next", () => {
  assert.deepEqual(strokesOf(of([0, 1], [1, 2], [2, null], [3, null], [4, 5], [5, 6]), false), [
    { uncertain: false, points: [0, 1, 1, 2, 2, 2] },
    { uncertain: false, points: [4, 5, 5, 6] },
  ]);
});

test("what is Uncertain is a stroke of its own that touches its neighbours", () => {
  const strokes = strokesOf(of([0, 1], [1, 2, 1], [2, 3, 1], [3, 4], [4, 5]), false);
  assert.deepEqual(strokes, [
    { uncertain: true, points: [0, 1, 1, 2, 2, 3, 3, 4] },
    { uncertain: false, points: [3, 4, 4, 5] },
  ]);
  const steps = strokesOf(of([0, 1], [1, 2, 1], [2, 3]), true);
  assert.deepEqual(
    steps.map((s) => s.uncertain),
    [false, true],
  );
});

test("nothing, one sample, and Bad alone draw nothing", () => {
  for (const samples of [of(), of([1, 1]), of([1, null], [2, null])]) assert.deepEqual(strokesOf(samples, false), []);
});

test("spans that were Bad run to the next value, and neighbours are one", () => {
  assert.deepEqual(badSpans(of([0, 1], [1, null], [2, null], [4, 1], [5, null], [6, 2])), [
    { low: 1, high: 4 },
    { low: 5, high: 6 },
  ]);
});
