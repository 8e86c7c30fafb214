import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "mes/state/definitions";
import * as f from "mes/state/definition_form";
import { kShapes, type Shape, shapeOf } from "mes/state/definition_shapes";

const samples: Record<string, Item> = {
  bills: { material: "A", version: 2, yield_percent: 99.5, items: [{ material: "B", quantity: 0.5, unit: "LTR" }] },
  routings: {
    id: "R",
    version: 3,
    effective_from: "2027-01-01T00:00:00Z",
    materials: ["A", "C"],
    steps: [
      {
        segment: "fill",
        name: "Fill",
        capabilities: [{ equipment: "line1/filler", rate: { quantity: 7200, unit: "H87", per: "1h" }, time: "6min" }],
        parameters: [{ id: "speed", value: 2, unit: "HTZ", low: 0, high: 3 }],
      },
      { segment: "cap", name: "Cap" },
    ],
  },
  materials: {
    id: "SUGAR",
    name: "Sugar",
    kind: "raw",
    unit: "KGM",
    tolerance: { over_percent: 2 },
    conversions: [{ from: "LTR", factor: 1.3, to: "KGM" }],
    attributes: { colour: "white", size: "500" },
  },
  equipment_classes: { id: "MIXER", name: "Mixers", equipment: ["line1/mixer", "line1/mixer2"] },
  setup_matrices: { id: "M", equipment: ["line1"], setups: [{ attribute: "size", time: "20min", name: "Size" }] },
  calendars: {
    id: "K",
    name: "One shift",
    equipment: ["line1"],
    time_zone: "Europe/Berlin",
    shifts: [{ name: "Early", days: ["mon", "tue"], from: "06:00", to: "14:00" }],
    holidays: [{ date: "2026-12-25", name: "Christmas" }],
    maintenance: [{ equipment: "line1", from: "2026-12-05T06:00:00Z", to: "2026-12-05T08:00:00Z", name: "Valves" }],
  },
};
const there = (shape: Shape) => samples[shape.section]!;

test("a form keeps everything of every kind of definition", () => {
  for (const shape of kShapes) {
    const item = there(shape);
    const version = item["version"] as number | undefined;
    assert.deepEqual(f.itemFrom(shape, String(item[shape.id]), version, f.toForm(shape, item)), item, shape.section);
  }
  const calendars = shapeOf("calendars")!;
  const { time_zone: _zone, ...rest } = there(calendars);
  const fixed = { ...rest, utc_offset: "+01:00" };
  assert.deepEqual(f.itemFrom(calendars, "K", undefined, f.toForm(calendars, fixed)), fixed);
});

test("what is typed is kept as typed, and read when it is handed in", () => {
  const shape = shapeOf("bills")!;
  let form = f.toForm(shape, there(shape));
  form = f.typedAt(form, "items.0", "quantity", "0,");
  assert.equal(form.rows["items"]![0]!.values["quantity"], "0,");
  form = f.typedAt(form, "items.0", "quantity", "0,49");
  form = f.rowAdded(form, "", shape.rows[0]!);
  form = f.typedAt(form, "items.1", "material", " C ");
  form = f.typedAt(form, "items.1", "quantity", "a lot");
  assert.deepEqual(f.fromForm(shape, form)["items"], [
    { material: "B", quantity: 0.49, unit: "LTR" },
    { material: "C", quantity: "a lot" },
  ]);
  assert.deepEqual(f.fromForm(shape, f.rowRemoved(form, "", "items", 0))["items"], [
    { material: "C", quantity: "a lot" },
  ]);
  assert.deepEqual(f.fromForm(shape, f.rowRemoved(f.rowRemoved(form, "", "items", 1), "", "items", 0)), {
    yield_percent: 99.5,
  });
});

test("rows in rows are changed alone", () => {
  const shape = shapeOf("routings")!;
  const form = f.toForm(shape, there(shape));
  const next = f.typedAt(form, "steps.0.capabilities.0", "rate.quantity", "3600");
  assert.equal(next.rows["steps"]![0]!.rows["capabilities"]![0]!.values["rate.quantity"], "3600");
  assert.equal(form.rows["steps"]![0]!.rows["capabilities"]![0]!.values["rate.quantity"], "7200");
  assert.equal(next.rows["steps"]![1], form.rows["steps"]![1]);
});

test("of a map each entry has a name of its own", () => {
  const shape = shapeOf("materials")!;
  const rows = shape.rows.find((one) => one.map)!;
  let form = f.toForm(shape, there(shape));
  assert.equal(f.mapFault(shape, form), undefined);
  form = f.rowAdded(form, "", rows);
  assert.match(f.mapFault(shape, form)!, /needs a name/);
  form = f.typedAt(form, "attributes.2", "name", "size ");
  assert.match(f.mapFault(shape, form)!, /attribute size stands there twice/);
  form = f.typedAt(form, "attributes.2", "name", "juice");
  form = f.typedAt(form, "attributes.2", "value", "orange");
  assert.equal(f.mapFault(shape, form), undefined);
  const next = f.fromForm(shape, f.rowRemoved(form, "", "attributes", 0));
  assert.deepEqual(next["attributes"], { size: "500", juice: "orange" });
});
