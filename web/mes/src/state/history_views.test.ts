import assert from "node:assert/strict";
import { test } from "node:test";
import type { LotContext } from "kit/api/mes_trace";
import { historyViews } from "mes/state/history_views";

const at = (clock: string) => `2026-11-30T${clock}:00Z`;
const history = (...rows: [string, string, string | null][]) =>
  rows.map(([tag, from, to]) => ({ tag, from: at(from), to: to && at(to) })) as unknown as LotContext["history"];

test("the tags of a unit and a time are one trend, with a minute around it", () => {
  const views = historyViews(
    history(
      ["line1/pasteurizer/temperature", "07:00", "07:10"],
      ["line1/pasteurizer/flow", "07:00", "07:10"],
      ["line1/filler/speed", "07:12", "07:30"],
    ),
  );
  assert.deepEqual(
    views.map((v) => [v.title, v.tags.length]),
    [
      ["Pasteurizer", 2],
      ["Filler", 1],
    ],
  );
  const query = new URLSearchParams(views[0]!.query);
  assert.equal(query.get("pens"), "line1/pasteurizer/temperature,line1/pasteurizer/flow");
  assert.deepEqual([query.get("from"), query.get("to")], ["2026-11-30T06:59:00.000Z", "2026-11-30T07:11:00.000Z"]);
});

test("more tags than a trend has pens become more trends", () => {
  const rows = Array.from({ length: 8 }, (_, i) => [`line1/mixer/t${i}`, "07:00", "07:10"] as [string, string, string]);
  assert.deepEqual(
    historyViews(history(...rows)).map((v) => [v.title, v.tags.length]),
    [
      ["Mixer, 1", 6],
      ["Mixer, 2", 2],
    ],
  );
});

test("what is still being made reaches to now", () => {
  const now = Date.parse(at("08:00"));
  const [view] = historyViews(history(["line1/mixer/level", "07:00", null]), now);
  assert.equal(new URLSearchParams(view!.query).get("to"), "2026-11-30T08:01:00.000Z");
  assert.deepEqual(historyViews([{ tag: "a/b", from: "", to: null }] as unknown as LotContext["history"]), []);
});
