import assert from "node:assert/strict";
import { test } from "node:test";
import { contentOf, type Item } from "mes/state/definitions";
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

test("a fault of the server is put to the field that stands on its line", () => {
  const shape = shapeOf("routings")!;
  const content = contentOf("routings", there(shape));
  const lineOf = (text: string, nth = 0) =>
    content.split("\n").flatMap((line, i) => (line.includes(text) ? [i + 1] : []))[nth]!;
  const message = [
    `DC-0001 (a: b):${lineOf('"segment"', 1)}: no such segment`,
    `DC-0001 (a: b):${lineOf('"high"')}: above: it`,
    `DC-0001 (a: b):${lineOf('"quantity"')}: too much`,
    `DC-0001 (a: b):${lineOf('"C"')}: there is no material 'C'`,
    "DC-0001: all is wrong",
  ].join("\n");
  const faults = f.faultsOf(message, content);
  assert.equal(f.faultAt(faults, "steps.1.segment"), "no such segment");
  assert.equal(f.faultAt(faults, "steps.0.segment"), undefined);
  assert.equal(f.faultAt(faults, "steps.0.parameters.0.high"), "above: it");
  assert.equal(f.faultAt(faults, "steps.0.capabilities.0.rate.quantity"), "too much");
  assert.equal(f.faultAt(faults, "materials"), "there is no material 'C'");
  assert.deepEqual(faults.other, ["DC-0001: all is wrong"]);
  const calendar = contentOf("calendars", there(shapeOf("calendars")!));
  const zone = calendar.split("\n").findIndex((line) => line.includes('"time_zone"')) + 1;
  const unknown = f.faultsOf(`DC-0002 (c):${zone}: there is no time zone`, calendar);
  assert.equal(f.faultAt(unknown, "time_zone"), "there is no time zone");
});
