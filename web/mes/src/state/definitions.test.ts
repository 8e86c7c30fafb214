import assert from "node:assert/strict";
import { test } from "node:test";
import { differences } from "mes/state/definition_differences";
import * as d from "mes/state/definitions";

const bill: d.Bill = {
  material: "A",
  version: 1,
  effective_from: "2023-01-01T00:00:00Z",
  approved: { by: "m", on: "2022-12-15T00:00:00Z" },
  effect: "in_effect",
  yield_percent: 99.5,
  items: [
    { material: "B", quantity: 1, unit: "H87", loss_percent: 0 },
    { material: "C", quantity: 2, unit: "LTR", loss_percent: 0.5 },
  ],
};

test("the next version carries everything but when the last one began", () => {
  const next = d.nextVersion(d.billItem(bill), [1, 4]);
  assert.deepEqual(next, { material: "A", version: 5, yield_percent: 99.5, items: bill.items });
});

test("the definitions of a change are read back from its text, and where each stands is known", () => {
  const bill: d.Part = { section: "bills", item: { material: "A", version: 2 } };
  const second: d.Part = { section: "bills", item: { material: "B" } };
  const sugar: d.Part = { section: "materials", item: { id: "SUGAR", attributes: { colour: "white" } } };
  assert.deepEqual(d.partsOf(JSON.parse(d.contentOf([bill, sugar, second]))), [sugar, bill, second]);
  assert.deepEqual(d.placesOf([bill, sugar, second]), ["bills.0", "materials.0", "bills.1"]);
  for (const text of ["null", "{}", "[]", '{"orders": []}', '{"bills": [1]}', '{"bills": {}}'])
    assert.equal(d.partsOf(JSON.parse(text)), undefined, text);
});

test("a material and a class are written as the file has them, without what is not said", () => {
  const sugar: d.MaterialDefinition = {
    id: "SUGAR",
    name: "Sugar",
    kind: "raw",
    unit: "KGM",
    unit_name: "kg",
    conversions: [],
    attributes: { colour: "white" },
    tolerance: { under_percent: 0, over_percent: 0 },
  };
  const plain = {
    id: "SUGAR",
    name: "Sugar",
    kind: "raw",
    unit: "KGM",
    unit_name: "kg",
    attributes: { colour: "white" },
  };
  assert.deepEqual(d.materialItem(sugar), plain);
  const tolerance = { under_percent: 0, over_percent: 2 };
  assert.deepEqual(d.materialItem({ ...sugar, tolerance })["tolerance"], { over_percent: 2 });
  const mixers = { id: "MIXER", name: "Mixers", equipment: ["line1/mixer"] };
  assert.deepEqual(d.classItem(mixers), mixers);
});

test("an empty list is as good as none", () => {
  const item = { id: "R", steps: [{ segment: "mix", parameters: [] }] };
  assert.deepEqual(differences(item, { id: "R", steps: [{ segment: "mix" }] }), []);
  assert.equal(d.pruned([[], ""]), undefined);
});

test("differences go by the row's name, not its place", () => {
  const before = d.billItem(bill);
  const after = d.billItem({ ...bill, items: [{ ...bill.items[1]!, loss_percent: 0.1 }] });
  assert.deepEqual(differences(before, after), [
    { what: "items › B", before: "B, 1, H87, 0" },
    { what: "items › C › loss_percent", before: "0.5", after: "0.1" },
  ]);
  assert.deepEqual(differences(before, before), []);
  const converts = (factor: number) => ({ id: "M", conversions: [{ from: "LTR", to: "KGM", factor }] });
  assert.deepEqual(differences(converts(1), converts(2)), [
    { what: "conversions › LTR › factor", before: "1", after: "2" },
  ]);
});

test("a calendar has a time zone or a fixed offset, as the file has it", () => {
  const calendar = { id: "K", name: "K", equipment: ["line1"], shifts: [], holidays: [], maintenance: [] };
  const told = { id: "K", name: "K", equipment: ["line1"] };
  const zone = { utc_offset_min: null, time_zone: "Europe/Berlin" };
  assert.deepEqual(d.calendarItem({ ...calendar, ...zone }), { ...told, time_zone: "Europe/Berlin" });
  const fixed = { utc_offset_min: 0, time_zone: null };
  assert.deepEqual(d.calendarItem({ ...calendar, ...fixed }), { ...told, utc_offset: "+00:00" });
});

test("rates, times and offsets are written as the file has them", () => {
  assert.deepEqual([0, 0.25, 45, 360, 7200].map(d.durationWord), ["0s", "250ms", "45s", "6min", "2h"]);
  assert.deepEqual([0, 60, -210].map(d.offsetWord), ["+00:00", "+01:00", "-03:30"]);
  const row = { attribute: "size", from: "", to: "", time_s: 1200, name: "Size" };
  assert.deepEqual(d.matrixItem({ id: "M", equipment: ["line1"], setups: [row] }), {
    id: "M",
    equipment: ["line1"],
    setups: [{ attribute: "size", name: "Size", time: "20min" }],
  });
});
