import assert from "node:assert/strict";
import { test } from "node:test";
import {
  around,
  askFor,
  held,
  panned,
  pinched,
  queryOf,
  rangeOf,
  suffices,
  viewKey,
  viewOf,
  zoomed,
} from "operator/trend/view";

const kNow = Date.UTC(2026, 2, 1, 12);
const hour = { low: kNow - 7_200_000, high: kNow - 3_600_000 };
const span = (r: { low: number; high: number }) => r.high - r.low;
const address = (text: string) => (name: string) => new URLSearchParams(text).get(name) ?? undefined;

test("panning keeps the span and stops at the present", () => {
  assert.deepEqual(panned(hour, -60_000, kNow), { low: hour.low - 60_000, high: hour.high - 60_000 });
  assert.deepEqual(panned(hour, 9e9, kNow), { low: kNow - 3_600_000, high: kNow });
});

test("the moment under the pointer stays under it when zooming", () => {
  const about = hour.low + 900_000;
  const closer = zoomed(hour, 0.5, about, kNow);
  assert.equal(span(closer), 1_800_000);
  assert.equal((about - closer.low) / span(closer), 0.25);
  const wider = zoomed(hour, 1.5, about, kNow);
  assert.equal((about - wider.low) / span(wider), 0.25);
});

test("zooming in and out again leads back", () => {
  const back = zoomed(zoomed(hour, 0.8, hour.low + 1_000_000, kNow), 1.25, hour.low + 1_000_000, kNow);
  assert.ok(Math.abs(back.low - hour.low) < 1 && Math.abs(back.high - hour.high) < 1);
});

test("a range is of whole milliseconds, as it stands in an address", () => {
  const range = zoomed(hour, 0.7, hour.low + 1234.567, kNow);
  assert.deepEqual(range, { low: Math.round(range.low), high: Math.round(range.high) });
});

test("no range is shorter than a few samples, and none reaches into the future", () => {
  assert.ok(span(zoomed(hour, 1e-9, hour.low, kNow)) >= 200);
  const wide = zoomed({ low: kNow - 1000, high: kNow }, 100, kNow - 500, kNow);
  assert.deepEqual([span(wide), wide.high], [100_000, kNow]);
  assert.equal(held({ low: kNow, high: kNow + 1000 }, kNow).high, kNow);
});

test("two fingers keep their moments under them", () => {
  const before = [0.25, 0.75] as const;
  const range = pinched(hour, before, [0.1, 0.9], kNow);
  const at = (share: number, r = range) => r.low + share * span(r);
  assert.ok(Math.abs(at(0.1) - at(0.25, hour)) < 1);
  assert.ok(Math.abs(at(0.9) - at(0.75, hour)) < 1);
  assert.equal(pinched(hour, before, [0.5, 0.501], kNow), hour, "fingers in one place tell nothing");
});

test("an address names a range, or a span to follow, or neither and is followed for ten minutes", () => {
  const text = "from=2026-03-01T10:00:00.000Z&to=2026-03-01T11:00:00.000Z&span=30";
  assert.deepEqual(viewOf(address(text)), { kind: "fixed", from: hour.low, to: hour.high });
  assert.deepEqual(viewOf(address("span=480")), { kind: "live", spanMs: 28_800_000 });
  for (const bad of ["", "span=-3", "span=x", "from=2026-03-01T11:00:00Z&to=2026-03-01T10:00:00Z", "from=a&to=b"])
    assert.deepEqual(viewOf(address(bad)), { kind: "live", spanMs: 600_000 }, bad);
});

test("what a view writes into the address, it reads there again", () => {
  for (const view of [viewOf(address("span=2")), { kind: "fixed" as const, from: hour.low, to: hour.high }]) {
    const written = Object.entries(queryOf(view)).filter((e): e is [string, string] => e[1] !== undefined);
    assert.equal(viewKey(viewOf(address(new URLSearchParams(written).toString()))), viewKey(view));
  }
});

test("a live range ends now", () => {
  assert.deepEqual(rangeOf({ kind: "live", spanMs: 1000 }, kNow), { low: kNow - 1000, high: kNow });
});

test("an answer suffices for small pans and, where it is raw, for every zoom inside it", () => {
  const asked = askFor(hour, 1000, false);
  assert.deepEqual(asked, { from: hour.low - 1_800_000, to: hour.high + 1_800_000, columns: 2000 });
  assert.ok(suffices(asked, false, hour, 1000));
  assert.ok(suffices(asked, false, panned(hour, 600_000, kNow), 1000));
  assert.ok(!suffices(asked, false, panned(hour, -2_000_000, kNow), 1000));
  const closer = zoomed(hour, 0.1, hour.low + 1_800_000, kNow);
  assert.ok(!suffices(asked, false, closer, 1000));
  assert.ok(suffices(asked, true, closer, 1000));
});

test("what is asked around a range holds it, and stays the same while the range moves a bit", () => {
  const range = { low: kNow + 100, high: kNow + 60_100 };
  const asked = around(range, false);
  assert.ok(Date.parse(asked.from) <= range.low - 30_000 && Date.parse(asked.to!) >= range.high + 30_000);
  assert.deepEqual(around({ low: range.low + 5000, high: range.high + 5000 }, false), asked);
  assert.notDeepEqual(around({ low: range.low + 40_000, high: range.high + 40_000 }, false), asked);
  assert.deepEqual(around(range, true), { from: asked.from });
});
