import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviationHop } from "kit/api/mes_types";
import { groupBySystem, labelWithin, summarise, timedHops } from "kit/chain/chain";

const hop = (place: string, time: string, label = "") =>
  ({ place, time: `2026-11-23T07:00:${time}Z`, label }) as DeviationHop;

const kChain = [
  hop("bridge.raised", "02.050"),
  hop("plc", "00.000"),
  hop("scada", "00.041"),
  hop("bus.published", "02.053"),
  hop("mes.received", "02.055"),
  hop("mes.commanded", "02.060"),
  hop("plc.taken", "02.080"),
  hop("scada.confirmed", "02.130"),
];

test("hops come in time order with the milliseconds between them, which add up to the whole", () => {
  const hops = timedHops(kChain);
  assert.deepEqual(hops.map((h) => h.place).slice(0, 3), ["plc", "scada", "bridge.raised"]);
  assert.equal(hops[0]!.sincePreviousMs, undefined);
  assert.equal(hops[1]!.sincePreviousMs, 41);
  const sum = hops.reduce((total, h) => total + (h.sincePreviousMs ?? 0), 0);
  assert.ok(Math.abs(sum - summarise(hops).totalMs) < 1e-6);
});

test("a hop whose time cannot be read is left out, never guessed", () => {
  assert.deepEqual(
    timedHops([hop("plc", "00.000"), { place: "scada", time: "", label: "" } as unknown as DeviationHop]).length,
    1,
  );
});

test("hops at one moment keep the order they were told in", () => {
  const hops = timedHops([hop("mes.recorded", "01.000"), hop("mes.commanded", "01.000")]);
  assert.deepEqual(
    hops.map((h) => h.place),
    ["mes.recorded", "mes.commanded"],
  );
});

test("neighbours of one system stand together, and a system may come twice", () => {
  const groups = groupBySystem(timedHops(kChain));
  assert.deepEqual(
    groups.map((g) => g.system),
    ["PLC", "SCADA", "Bridge", "Bus", "MES", "PLC", "SCADA"],
  );
  assert.equal(groups[4]!.hops.length, 2);
});

test("the reaction runs from the rule being full to the PLC taking the command", () => {
  const summary = summarise(timedHops(kChain));
  assert.equal(Math.round(summary.reactionMs!), 30);
});

test("the rule's own waiting is never the slowest step", () => {
  assert.equal(summarise(timedHops(kChain)).slowest!.place, "scada.confirmed");
});

test("an open chain has no reaction yet, an empty one no time at all", () => {
  assert.equal(summarise(timedHops(kChain.slice(0, 3))).reactionMs, undefined);
  assert.deepEqual(summarise([]), { totalMs: 0, reactionMs: undefined, slowest: undefined });
});

test("a label from the server wins over our own words", () => {
  assert.equal(timedHops([hop("plc", "00.000", "Crossed 80 °C")])[0]!.label, "Crossed 80 °C");
  assert.equal(timedHops([hop("bus.published", "00.000")])[0]!.label, "Published");
});

test("a label does not say its system twice", () => {
  assert.equal(labelWithin("MES", "MES received the event"), "received the event");
  assert.equal(labelWithin("Bridge", "bridge raised the event"), "raised the event");
  assert.equal(labelWithin("MES", "workflow issued the command"), "workflow issued the command");
});
