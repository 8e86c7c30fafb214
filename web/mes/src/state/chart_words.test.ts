import assert from "node:assert/strict";
import { test } from "node:test";
import type { Characteristic, ChartPoint, ChartStream } from "kit/api/mes_charts";
import {
  capabilityText,
  chartHref,
  chartOf,
  limitText,
  marksOf,
  neighboursOf,
  rangeOf,
  ruleSentence,
  rulesText,
  specificationText,
  standingOf,
  standingOut,
  standingText,
} from "mes/state/chart_words";

const stream = (name: string, more: object = {}) =>
  ({
    stream: name,
    time: "2026-11-28T10:00:00Z",
    value: 500,
    marks: [],
    tightened: false,
    ...more,
  }) as unknown as ChartStream;
const kDrifts = stream("nozzle_7", { deviation: "D", marks: ["Nelson 1"] });
const kOpen = stream("nozzle_8", { deviation: "E" });
const kMarked = stream("nozzle_3", { marks: ["Nelson 2", "Nelson 5"] });

test("an open deviation outweighs the newest point, and a stream that told nothing is not in control", () => {
  assert.equal(standingOf(kDrifts), "deviation");
  assert.equal(standingOf(kOpen), "deviation", "its newest point is unmarked, and yet it is open");
  assert.equal(standingOf(kMarked), "marked");
  assert.equal(standingOf(stream("a")), "calm");
  assert.equal(standingOf(stream("a", { time: null })), "silent");
  assert.equal(standingOf(stream("a", { time: undefined, deviation: "D" })), "deviation");
});

test("what stands out is named with the gravest first, those alike in the plant's order", () => {
  const streams = [stream("nozzle_1"), kMarked, kDrifts, kOpen, stream("nozzle_9", { time: null })];
  assert.deepEqual(
    standingOut(streams).map((s) => s.stream),
    ["nozzle_7", "nozzle_8", "nozzle_3"],
  );
});

test("a tile says in words how its stream stands", () => {
  assert.equal(standingText(kDrifts, true), "Deviation: Nelson 1");
  assert.equal(standingText(kOpen, true), "Deviation open");
  assert.equal(standingText(kMarked, true), "Marked: Nelson 2 and 5");
  assert.equal(standingText(stream("a"), true), "In control");
  assert.equal(standingText(stream("a"), false), "Learning its limits");
  assert.equal(standingText(stream("a", { time: null }), false), "No points yet");
});

test("rules of a family are named together", () => {
  assert.equal(rulesText([]), "");
  assert.equal(rulesText(["Nelson 1"]), "Nelson 1");
  assert.equal(
    rulesText(["Nelson 1", "Nelson 2", "Nelson 5", "Western Electric 4"]),
    "Nelson 1, 2 and 5; Western Electric 4",
  );
  assert.equal(rulesText(["Trend"]), "Trend");
  assert.equal(ruleSentence("Nelson 1"), "Nelson 1: one point beyond 3 σ");
  assert.equal(ruleSentence("Trend"), "Trend");
});

test("the marked points are listed newest first, each with its place in the chart", () => {
  const points = [[], ["Nelson 1"], [], ["Nelson 2"]].map((marks, i) => ({
    ...{ time: `2026-11-28T10:0${i}:00Z`, value: i, marks },
  })) as unknown as ChartPoint[];
  assert.deepEqual(
    marksOf(points).map(({ index, value, rules }) => [index, value, rules]),
    [
      [3, 3, ["Nelson 2"]],
      [1, 1, ["Nelson 1"]],
    ],
  );
});

test("a specification is told as it was given, with one side or none too", () => {
  assert.equal(specificationText({ lower: 485, upper: 515, target: 500 }, "g"), "485 to 515\u00a0g, target 500");
  assert.equal(specificationText({ lower: 1.25 }, "N·m"), "at least 1.25\u00a0N·m");
  assert.equal(specificationText({ upper: 3, lower: null }, "mm"), "at most 3\u00a0mm");
  assert.equal(specificationText({ target: 12.5 }, "°Bx"), "target 12.5\u00a0°Bx");
  assert.equal(specificationText({}, "g"), "No specification");
});

test("a Cpk is told in words", () => {
  assert.match(capabilityText({ cpk: -0.2 }), /^Not capable/);
  assert.match(capabilityText({ cpk: 1 }), /^Barely/);
  assert.equal(capabilityText({ cpk: 1.33 }), "Capable");
});

test("a deviation that a chart raised leads to that chart, and another does not", () => {
  assert.deepEqual(chartOf("FILL-WEIGHT/nozzle_7"), { characteristic: "FILL-WEIGHT", stream: "nozzle_7" });
  assert.equal(chartOf("HIGH_TEMP"), undefined);
  assert.equal(chartOf("a/b/c"), undefined);
  assert.equal(chartHref("A B", "n/7"), "/charts/A%20B/n%2F7");
  const limit = { limit: "Nelson 1", limit_value: 505.712, unit: "g" };
  assert.equal(limitText({ ...limit, rule: "FILL-WEIGHT/nozzle_7" }), "Control limit 505.7 g");
  assert.equal(limitText({ rule: "HIGH_TEMP", limit: "high", limit_value: 80, unit: "°C" }), "High 80 °C");
});

test("the neighbours of a stream are those of the plant's order", () => {
  const of = { streams: ["a", "b", "c"].map((name) => stream(name)) } as unknown as Characteristic;
  assert.deepEqual(neighboursOf(of, "a"), { after: "b" });
  assert.deepEqual(neighboursOf(of, "b"), { before: "a", after: "c" });
  assert.deepEqual(neighboursOf(of, "c"), { before: "b" });
  assert.deepEqual(neighboursOf(of, "none"), {});
});

test("the address may ask for one of the ranges only", () => {
  assert.equal(rangeOf("10000"), 10_000);
  assert.equal(rangeOf("77"), 500);
  assert.equal(rangeOf(undefined), 500);
});
