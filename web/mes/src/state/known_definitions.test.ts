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
  const bill = { material: "A", version: 2 };
  const content = contentOf([
    { section: "calendars", item },
    { section: "bills", item: bill },
  ]);
  assert.deepEqual(
    k.changedBy({ sections: JSON.parse(content) }).map((one) => [one.shape.section, one.id, one.item]),
    [
      ["bills", "A", bill],
      ["calendars", "K", item],
    ],
  );
  assert.deepEqual(k.changedBy({ sections: null }), []);
  assert.equal(k.definitionAddress("bills", "A/B"), "/definitions/bills/A%2FB");
});

test("what the units of a class do is told by the routings that count", () => {
  const routing = (version: number, effect: Effect) => ({
    id: "R",
    version,
    effect,
    materials: ["A"],
    steps: ["FILLER", "CAPPER"].map((equipment_class) => ({
      segment: equipment_class.toLowerCase(),
      name: "",
      equipment: "",
      equipment_class,
      yield_percent: 100,
      capabilities: [{ equipment: `line1/${equipment_class.toLowerCase()}`, rate_per_h: 7200, unit: "H87", time_s: 0 }],
      parameters: [],
    })),
  });
  const known = k.knownOf("routings", [routing(1, "past"), routing(2, "in_effect"), routing(3, "draft")]);
  assert.deepEqual(k.classUses("CAPPER", known), [
    {
      routing: "R",
      version: 2,
      segment: "capper",
      equipment: "line1/capper",
      rate: { quantity: 7200, unit: "H87", per: "1h" },
      time: undefined,
    },
  ]);
  assert.deepEqual(k.classUses("MIXER", known), []);
});
