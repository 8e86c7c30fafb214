import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fitted,
  moved,
  placeOf,
  stepHours,
  stretchOf,
  ticksOf,
  windowOf,
  withRoom,
  zoomOf,
} from "mes/state/time_window";

const kHourMs = 3_600_000;
const local = (day: number, hour = 0) => new Date(2026, 10, day, hour).getTime();
const kDay = { from: local(30), to: local(30) + 24 * kHourMs };

test("an address that names no zoom shows a day, and without a moment follows the clock", () => {
  assert.equal(zoomOf(undefined), "day");
  assert.equal(zoomOf("century"), "day");
  const now = local(30, 12) + 123_456;
  const shown = windowOf("day", undefined, now);
  assert.equal(shown.to - shown.from, 24 * kHourMs);
  assert.ok(shown.from < now && now < shown.from + 6 * kHourMs, "a bit of the past, most of what comes");
  assert.equal(windowOf("day", undefined, now + 1000).from, shown.from, "it does not tremble with the seconds");
});

test("a moment in the address holds the window, at every zoom", () => {
  const from = new Date(local(30)).toISOString();
  assert.deepEqual(windowOf("day", from, local(1)), kDay);
  assert.equal(windowOf("hours", from, local(1)).to - local(30), 8 * kHourMs);
  assert.equal(windowOf("week", from, local(1)).to - local(30), 7 * 24 * kHourMs);
});

test("a moved window is as long as before", () => {
  assert.deepEqual(moved(kDay, -kHourMs), { from: kDay.from - kHourMs, to: kDay.to - kHourMs });
});

test("moments lie on the pixels in proportion", () => {
  assert.equal(placeOf(local(30, 6), kDay, 960), 240);
  assert.equal(placeOf(local(29), kDay, 960), -960);
});

test("a bar is cut a little beyond the window, so that it does not seem to end there", () => {
  assert.deepEqual(stretchOf(local(30, 6), local(30, 12), kDay, 960), { x: 240, width: 240 });
  assert.deepEqual(stretchOf(local(29), local(30, 12), kDay, 960), { x: -8, width: 488 });
  assert.equal(stretchOf(local(29), local(29, 12), kDay, 960), undefined);
  assert.equal(stretchOf(local(30, 6), local(30, 6), kDay, 960), undefined, "no changeover, nothing drawn");
  assert.equal(stretchOf(local(30, 6), local(30, 6) + 1000, kDay, 960)!.width, 2, "short, but there");
});

test("ticks stand at whole hours of the day, as many as have room; a midnight has its day", () => {
  const ticks = ticksOf(kDay, 960, 80);
  assert.deepEqual(
    ticks.map((t) => t.label),
    ["Mon 30 Nov", ...[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22].map((h) => `${String(h).padStart(2, "0")}:00`)],
  );
  assert.equal(stepHours(kDay, 300, 80), 12);
  const odd = ticksOf({ from: kDay.from + 5.5 * kHourMs, to: kDay.to + 5.5 * kHourMs }, 960, 80);
  assert.deepEqual([odd[0]!.label, odd[9]!.day], ["06:00", true]);
});

test("a week on a narrow screen has a tick a day or fewer", () => {
  const week = { from: local(23), to: local(23) + 7 * 24 * kHourMs };
  assert.ok(ticksOf(week, 700, 80).every((t) => t.day));
  assert.equal(ticksOf(week, 700, 80).length, 7);
  assert.equal(ticksOf(week, 280, 80).length, 4);
});

test("labels run neither into the next mark nor over the edge", () => {
  assert.deepEqual(withRoom([0, 10, 50, 95], [20, 20, 20, 20], 100), [false, true, true, false]);
});

test("a text without room is shortened, an id at its start", () => {
  assert.equal(fitted("PO-1001", 70, 10, "end"), "PO-1001");
  assert.equal(fitted("PO-1001", 50, 10, "end"), "…1001");
  assert.equal(fitted("Orange 0.5 L", 80, 10, "start"), "Orange…");
  assert.equal(fitted("PO-1001", 25, 10, "end"), "");
});
