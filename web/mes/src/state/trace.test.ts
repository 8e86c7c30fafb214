import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trace, TracedLot } from "kit/api/mes_trace";
import {
  edgeText,
  graphOf,
  isBottleCode,
  nodeLabel,
  nodeText,
  nodeTitle,
  traceText,
  usedOf,
  wantedOf,
} from "mes/state/trace";

const lot = (id: string, level: number, more: object = {}) =>
  ({
    ...{ id, level, kind: "pallet", material: "M", quantity: 10, unit: "H87", status: "available" },
    ...{ disposition: "none", ...more },
  }) as TracedLot;
const link = (parent: string, to: string, quantity = 1, unit = "KGM") => ({ parent, lot: to, quantity, unit });
const trace = (direction: string, root: string, lots: TracedLot[], links: object[]) =>
  ({ lot: root, direction, lots, links, truncated: false }) as unknown as Trace;
const columns = (t: Trace) => Object.fromEntries(graphOf(t).nodes.map((n) => [n.key, n.column]));

const kBack = trace(
  "backward",
  "P",
  [lot("P", 0), lot("S", 1), lot("B", 2, { kind: "batch" }), lot("SUGAR", 3, { kind: "received" })],
  [link("S", "P"), link("B", "S"), link("SUGAR", "B", 12.5)],
);

test("inputs stand left and outputs right, whichever way is traced", () => {
  assert.deepEqual(columns(kBack), { SUGAR: 0, B: 1, S: 2, P: 3 });
  const forward = trace("forward", "SUGAR", [lot("SUGAR", 0), lot("B", 1)], [link("SUGAR", "B")]);
  assert.deepEqual(columns(forward), { SUGAR: 0, B: 1 });
});

test("a lot that went in at two steps stands left of both", () => {
  const blend = trace(
    "backward",
    "P",
    [lot("P", 0), lot("S", 1), lot("W", 1)],
    [link("S", "P"), link("W", "P"), link("W", "S")],
  );
  assert.deepEqual(columns(blend), { W: 0, S: 1, P: 2 });
});

const pallets = (n: number, more: (i: number) => object = () => ({})) =>
  Array.from({ length: n }, (_, i) => lot(`P${i}`, 1, more(i)));
const forwardOf = (all: TracedLot[]) =>
  trace(
    "forward",
    "S",
    [lot("S", 0, { kind: "sublot" }), ...all],
    all.map((p) => link("S", p.id, 2, "LTR")),
  );

test("a column of too many folds like lots into one, with all their quantity and what went into them", () => {
  const graph = graphOf(forwardOf(pallets(2000, (i) => (i < 300 ? { disposition: "held" } : {}))));
  assert.equal(graph.nodes.length, 3);
  assert.equal(graph.folded, 2000);
  const held = graph.nodes.find((n) => n.lot.disposition === "held")!;
  assert.deepEqual(
    [held.folded, held.quantity, nodeTitle(held), nodeText(held)],
    [300, 3000, "300 pallets", "M, held"],
  );
  const edge = graph.edges.find((e) => e.to === held.key)!;
  assert.deepEqual([edge.links, edgeText(edge)], [300, "600\u00a0L"]);
});

test("a folded node opens bit by bit, and few or little-alike lots never fold", () => {
  const many = forwardOf(pallets(50));
  const folded = graphOf(many).nodes.find((n) => n.folded > 0)!;
  const opened = graphOf(many, new Map([[folded.key, 40]]));
  assert.deepEqual([opened.nodes.length, opened.folded], [42, 10]);
  assert.equal(graphOf(many, new Map([[folded.key, 80]])).folded, 0);
  assert.equal(graphOf(forwardOf(pallets(12))).folded, 0);
  assert.equal(graphOf(forwardOf(pallets(13, (i) => ({ material: `M${i}` })))).folded, 0);
});

test("links between the same two nodes add up by unit, and links to lots that are not told are left out", () => {
  const t = trace(
    "forward",
    "S",
    [lot("S", 0), lot("P", 1)],
    [link("S", "P", 1, "LTR"), link("S", "P", 2, "LTR"), link("S", "P", 3, "H87"), link("S", "gone", 9, "LTR")],
  );
  const [edge, ...none] = graphOf(t).edges;
  assert.equal(none.length, 0);
  assert.equal(edgeText(edge!), "3.00\u00a0L, 3\u00a0pieces");
});

test("a node says what it is, and a held one that it is held", () => {
  const [node] = graphOf(trace("forward", "X", [lot("X", 0, { kind: "batch", disposition: "held" })], [])).nodes;
  assert.equal(nodeText(node!), "Batch, held");
  assert.equal(nodeLabel(node!), "Batch X: 10\u00a0pieces of M, held");
});

test("what a folded node stands for is counted in its own word", () => {
  const title = (kind: string) => graphOf(forwardOf(pallets(20, () => ({ kind })))).nodes.find((n) => n.folded)!;
  assert.deepEqual(
    ["batch", "sublot", "received"].map((kind) => nodeTitle(title(kind))),
    ["20 batches", "20 sublots", "20 lots"],
  );
});

test("a trace is said in a sentence", () => {
  assert.equal(traceText(kBack), "3 lots in 3 steps back, none held");
  assert.equal(traceText(trace("forward", "P", [lot("P", 0)], [])), "Nothing has been made of it yet");
});

test("a bottle's code is told from a lot's id", () => {
  assert.equal(isBottleCode("LINE1-20261128T105001Z-000123"), true);
  assert.equal(isBottleCode("P-118"), false);
  assert.equal(isBottleCode("PO-1001-B-0001"), false);
  assert.equal(isBottleCode("-20261128T105001Z-000123"), false);
  assert.equal(isBottleCode("20261128T105001Z-000123"), false);
});

test("a bottle's code may come from a line of a site", () => {
  assert.equal(isBottleCode("SITE-LINE1-20261128T105001Z-000123"), true);
  assert.equal(wantedOf("site-line1-20261128t105001z-000123"), "SITE-LINE1-20261128T105001Z-000123");
  assert.equal(isBottleCode("SITE LINE1-20261128T105001Z-000123"), false);
});

test("a bottle's code is found however it is typed; a lot's id is as it is", () => {
  assert.equal(wantedOf(" line1-20261128t105001z-000123 "), "LINE1-20261128T105001Z-000123");
  assert.equal(wantedOf("p-118"), "p-118");
});

test("the list tells how much of each lot was used in all", () => {
  const t = trace("backward", "P", [lot("P", 0), lot("S", 1)], [link("W", "P", 1), link("W", "S", 2)]);
  assert.deepEqual(usedOf(t).get("W"), { quantity: 3, unit: "KGM" });
});
