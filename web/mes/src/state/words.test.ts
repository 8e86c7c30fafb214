import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deviation, Order } from "kit/api/mes_types";
import type { LotId } from "kit/units";
import {
  actionText,
  actionsOf,
  affectedText,
  compareOrders,
  compareUrgency,
  detailText,
  doerText,
  isOpen,
  kIrreversible,
  taskTitle,
  toleranceText,
  tracingText,
  wantsReason,
} from "mes/state/words";

test("what is over can only be closed, and every end is asked about first", () => {
  for (const state of ["Completed", "Aborted", "Cancelled"]) assert.deepEqual(actionsOf({ state }), ["close"]);
  assert.deepEqual(actionsOf({ state: "Closed" }), []);
  assert.ok(kIrreversible.complete && kIrreversible.abort && kIrreversible.cancel && kIrreversible.close);
});

test("a reason is wanted for what is stopped, and for completing below the tolerance alone", () => {
  assert.ok(wantsReason({ standing: "below" }, "complete") && wantsReason({ standing: "within" }, "abort"));
  assert.ok(!wantsReason({ standing: "within" }, "complete") && !wantsReason({ standing: "above" }, "complete"));
});

test("a tolerance tells the pieces that it allows", () => {
  const order = { fewest: 11_880, most: 12_300, under_percent: 1, over_percent: 2.5 };
  assert.match(toleranceText(order), /^11.?880 to 12.?300 \(−1 %, \+2.5 %\)$/);
  assert.match(toleranceText({ ...order, under_percent: 0, over_percent: 0 }), /exactly/);
});

test("only a ready or held order can be started", () => {
  const startable = ["Waiting", "Ready", "Running", "Held"].filter((state) => actionsOf({ state }).includes("start"));
  assert.deepEqual(startable, ["Ready", "Held"]);
});

test("the running order comes first, then what comes next, by due time", () => {
  const order = (id: string, state: string, due: string) => ({ id, state, due }) as unknown as Order;
  const list = [
    order("c", "Waiting", "3"),
    order("d", "Completed", "0"),
    order("b", "Ready", "2"),
    order("b2", "Ready", "1"),
    order("a", "Running", "9"),
  ];
  assert.deepEqual(
    list.sort(compareOrders).map((o) => o.id),
    ["a", "b2", "b", "c", "d"],
  );
});

test("an escalated deviation is still open", () => {
  assert.ok(isOpen({ state: "open" }) && isOpen({ state: "escalated" }));
  assert.ok(!isOpen({ state: "corrected" }) && !isOpen({ state: "closed" }));
});

test("the gravest open deviation comes first, the newest of equals before the older", () => {
  const deviation = (id: string, severity: string | number, opened_at: string) =>
    ({ id, severity, opened_at }) as unknown as Deviation;
  const list = [
    deviation("old", 2, "1"),
    deviation("low", "low", "9"),
    deviation("new", "high", "3"),
    deviation("worst", 1, "0"),
  ];
  assert.deepEqual(
    list.sort(compareUrgency).map((d) => d.id),
    ["worst", "new", "old", "low"],
  );
});

test("actions read as words: alarm states, paths left to the page's head", () => {
  assert.equal(actionText("alarm RTNUN"), "Alarm over, not acknowledged");
  assert.equal(actionText("set_temperature 72 °C asked for"), "Set temperature 72 °C asked for");
  assert.equal(detailText("line1/pasteurizer/temperature/high: Product too hot", "alarm"), "Product too hot");
  assert.equal(detailText("no lot is held", "closed"), "No lot is held");
  assert.equal(detailText("line1-S1-0001", "lot held"), "line1-S1-0001");
  assert.equal(detailText("completed", "command completed"), "");
});

const lots = (...ids: string[]) => ids as LotId[];

test("a decision tells how far it went, and nothing where it stayed with the lot", () => {
  assert.equal(
    affectedText({ with: lots("P-42", "P-43"), still_held: lots("P-44") }),
    "With it: P-42, P-43. Still held for another reason: P-44.",
  );
  assert.equal(affectedText({ with: [], still_held: [] }), "");
});

test("how well an origin is known is said in a word, also one that is new", () => {
  assert.equal(tracingText("presumed"), "Presumed");
  assert.equal(tracingText(undefined), "–");
});

test("a part of the system is called by its name, a person as they sign in", () => {
  assert.equal(doerText("scada"), "SCADA");
  assert.equal(doerText("bridge"), "Bridge");
  assert.equal(doerText("admin"), "admin");
  assert.equal(doerText("workflow high_temperature"), "Workflow high temperature");
});

test("a task names the unit and the rule in words", () => {
  assert.equal(taskTitle("Take over line1/pasteurizer: HIGH_TEMP"), "Take over the pasteurizer: high temp");
  assert.equal(taskTitle("Decide on 2 held lots"), "Decide on 2 held lots");
});
