import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChartPoint } from "kit/api/mes_charts";
import type { UtcText } from "kit/units";
import { apart, boundsOf, decimalsOf, phaseOf, seriesOf, within, zoomed } from "mes/state/chart_series";
import { pointAfter } from "mes/state/chart_keys";

const at = (minute: number) => `2026-11-28T10:${String(minute).padStart(2, "0")}:00Z` as UtcText;
const point = (minute: number, value: number, more: Partial<ChartPoint> = {}): ChartPoint => ({
  ...{ time: at(minute), value, marks: [] },
  ...more,
});
const limits = (centre: number, sigma: number) => ({ centre, lower: centre - 3 * sigma, upper: centre + 3 * sigma });

const kPoints = [
  point(0, 500, limits(500, 2)),
  point(1, 507, { ...limits(500, 2), marks: ["Nelson 1"] }),
  point(2, 501),
  point(3, 502, limits(501, 1)),
];

test("each point keeps the limits by which it was judged, and none where none were known", () => {
  const series = seriesOf(kPoints, undefined);
  assert.deepEqual(series.upper, [506, 506, null, 504]);
  assert.deepEqual(series.lower, [494, 494, null, 498]);
  assert.deepEqual(series.centre, [500, 500, null, 501]);
  assert.deepEqual(series.marked, [1]);
});

test("a point whose time is none is left out, and with it no other is lost", () => {
  const series = seriesOf(
    [...kPoints.slice(0, 2), point(9, 1, { time: "" as UtcText }), ...kPoints.slice(2)],
    undefined,
  );
  assert.deepEqual(series.values, [500, 507, 501, 502]);
  assert.deepEqual(series.marked, [1]);
});

test("a phase begins before its first point, and is not drawn where nothing before it is shown", () => {
  assert.equal(seriesOf(kPoints, at(2)).phase, 2);
  assert.equal(seriesOf(kPoints, at(0)).phase, undefined);
  assert.equal(seriesOf(kPoints, "1970-01-01T00:00:00Z" as UtcText).phase, undefined, "it never began anew");
  assert.equal(seriesOf(kPoints, at(30)).phase, 4, "no point came since");
  assert.equal(phaseOf([], 5), undefined);
});

test("the specification is in the picture as long as it does not press the points flat", () => {
  const near = boundsOf(seriesOf(kPoints, undefined), { lower: 485, upper: 515 });
  assert.ok(near.min < 485 && near.max > 515);
  assert.deepEqual(near.beyond, []);
  const far = boundsOf(seriesOf(kPoints, undefined), { lower: 0, upper: 515 });
  assert.ok(far.min > 400 && far.max < 515);
  assert.deepEqual(far.beyond, ["lower", "upper"]);
});

test("bounds are those of the points that are looked at, and of something where there are none", () => {
  const part = boundsOf(seriesOf(kPoints, undefined), {}, 3, 4);
  assert.ok(part.min > 497 && part.min < 498 && part.max > 504 && part.max < 505);
  assert.ok(boundsOf(seriesOf([], undefined), { upper: 5 }).max > 0);
  const flat = boundsOf(seriesOf([point(0, 7)], undefined), {});
  assert.ok(flat.min < 7 && flat.max > 7);
});

test("decimals follow the spread, not the size of the values", () => {
  const wide = (sigma: number) => decimalsOf(seriesOf([point(0, 500, limits(500, sigma))], undefined));
  assert.deepEqual([40, 1.9, 0.06, 0.002].map(wide), [0, 1, 2, 4]);
  assert.equal(decimalsOf(seriesOf([point(0, 500), point(1, 506)], undefined)), 1, "without limits, by the points");
  assert.equal(decimalsOf(seriesOf([], undefined)), 1);
});

test("nearer and farther stay inside the points, and never come nearer than can be read", () => {
  assert.deepEqual(zoomed({ from: 0, to: 1000 }, 1000, 0.5), { from: 250, to: 750 });
  assert.deepEqual(zoomed({ from: 0, to: 1000 }, 1000, 0.5, 1000), { from: 500, to: 1000 });
  assert.deepEqual(zoomed({ from: 900, to: 1000 }, 1000, 2), { from: 800, to: 1000 });
  assert.deepEqual(zoomed({ from: 0, to: 12 }, 1000, 0.1), { from: 1, to: 11 });
  assert.deepEqual(zoomed({ from: 0, to: 4 }, 4, 0.5), { from: 0, to: 4 });
  assert.deepEqual(within({ from: -30, to: 70 }, 1000), { from: 0, to: 100 });
});

test("names that would stand on each other are moved apart, and none leaves the picture", () => {
  assert.deepEqual(apart([10, 100], 14, 200), [10, 100]);
  assert.deepEqual(apart([100, 100], 14, 200), [100, 114]);
  assert.deepEqual(apart([198, 60, 199], 14, 200), [186, 60, 200]);
});

test("the keyboard goes from point to point and from mark to mark, beginning at the newest", () => {
  const series = { times: [1, 2, 3, 4, 5], marked: [1, 3] };
  assert.equal(pointAfter("ArrowLeft", undefined, series), 4);
  assert.equal(pointAfter("ArrowLeft", 0, series), 0);
  assert.equal(pointAfter("ArrowRight", 4, series), 4);
  assert.equal(pointAfter("PageUp", undefined, series), 3);
  assert.equal(pointAfter("PageUp", 3, series), 1);
  assert.equal(pointAfter("PageUp", 1, series), undefined);
  assert.equal(pointAfter("PageDown", 1, series), 3);
  assert.equal(pointAfter("Home", 3, series), 0);
  assert.equal(pointAfter("x", 3, series), undefined);
  assert.equal(pointAfter("End", undefined, { times: [], marked: [] }), undefined);
});
