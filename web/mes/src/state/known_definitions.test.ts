import assert from "node:assert/strict";
import { test } from "node:test";
import { contentOf, type Effect } from "mes/state/definitions";
import { shapeOf } from "mes/state/definition_shapes";
import * as k from "mes/state/known_definitions";

const bill = (material: string, version: number, effect: Effect) => ({
  material,
  version,
  effect,
  yield_percent: 100,
  items: [{ material: "B", quantity: version, unit: "H87", loss_percent: 0 }],
});

test("of several versions the one in effect is shown, else the next to come, else the last", () => {
  const of = (...effects: Effect[]) =>
    k.byId(
      k.knownOf(
        "bills",
        effects.map((effect, i) => bill("A", i + 1, effect)),
      ),
    )[0]!.shown.version;
  assert.equal(of("past", "in_effect", "future"), 2);
  assert.equal(of("past", "past", "future", "future"), 3);
  assert.equal(of("past", "past"), 2);
  const two = k.byId(k.knownOf("bills", [bill("A", 1, "past"), bill("B", 1, "in_effect"), bill("A", 2, "in_effect")]));
  assert.deepEqual(
    two.map(({ shown, versions }) => [shown.id, versions.map((one) => one.version)]),
    [
      ["A", [2, 1]],
      ["B", [1]],
    ],
  );
});

test("a definition is told in words, and what a change changes is found", () => {
  const item = { id: "K", shifts: [{ name: "a" }, { name: "b" }], maintenance: [{ name: "c" }] };
  assert.equal(k.contains(shapeOf("calendars")!, item), "2 shifts, 1 maintenance window");
  assert.equal(k.contains(shapeOf("bills")!, {}), "nothing");
  const changed = k.changedBy({ content: contentOf("calendars", item) });
  assert.deepEqual([changed?.shape.section, changed?.id, changed?.item], ["calendars", "K", item]);
  assert.equal(k.changedBy({ content: "bills: []\n" }), undefined);
  assert.equal(k.definitionAddress("bills", "A/B"), "/definitions/bills/A%2FB");
});
