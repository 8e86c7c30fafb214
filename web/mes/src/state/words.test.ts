import assert from "node:assert/strict";
import { test } from "node:test";
import type { Order } from "kit/api/mes_types";
import { actionsOf, compareOrders, isOpen, kIrreversible } from "mes/state/words";

test("what is over offers nothing, and every end is asked about first", () => {
  assert.deepEqual(actionsOf({ state: "Completed" }), []);
  assert.deepEqual(actionsOf({ state: "Aborted" }), []);
  assert.ok(kIrreversible.complete && kIrreversible.abort);
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
