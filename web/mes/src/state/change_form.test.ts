import assert from "node:assert/strict";
import { test } from "node:test";
import * as c from "mes/state/change_form";
import { typedAt } from "mes/state/definition_form";
import { shapeOf } from "mes/state/definition_shapes";
import type { Item } from "mes/state/definitions";
import { knownOf, shownOf } from "mes/state/known_definitions";

const bills = knownOf("bills", [
  { material: "A", version: 1, effect: "in_effect", yield_percent: 99, items: [] },
  { material: "A", version: 4, effect: "draft", yield_percent: 98, items: [] },
]);
const shape = shapeOf("bills")!;
const ofA = () => c.partFor(shape, shownOf(bills, "A")!.shown, shownOf(bills, "A")!.versions);
const withYield = (part: c.FormPart, text: string) => ({
  ...part,
  form: typedAt(part.form, "", "yield_percent", text),
});

test("a change is handed in when every definition in it differs from what is in effect", () => {
  assert.match(c.lacksOf(" ", [withYield(ofA(), "97")])!, /few words/);
  assert.match(c.lacksOf("less", [ofA()])!, /Nothing is changed/);
  assert.equal(c.lacksOf("less", [withYield(ofA(), "97")]), undefined);
  const fresh = { ...c.partFor(shapeOf("equipment_classes")!), id: "MIXER" };
  assert.equal(c.lacksOf("two", [withYield(ofA(), "97"), fresh]), undefined);
  assert.match(c.lacksOf("two", [ofA(), fresh])!, /Bills of materials, A: nothing is changed/);
});

test("a draft is amended as it stands, and only where it says something else", () => {
  const { content } = c.textOf([withYield(ofA(), "97")]);
  const draft = { title: "less", content };
  const item = JSON.parse(content).bills[0];
  assert.equal(item.version, 5, "after all that there are");
  const again = c.partOf({ shape, id: "A", item }, shownOf(bills, "A")!.shown);
  assert.equal(c.textOf([again]).content, content);
  assert.match(c.lacksOf("less", [again], draft)!, /says so already/);
  assert.equal(c.lacksOf("still less", [again], draft), undefined);
  assert.equal(c.lacksOf("less", [withYield(again, "96")], draft), undefined);
  assert.match(c.lacksOf("less", [withYield(again, "99")], draft)!, /Nothing is changed/);
});

test("two parts of one change are told apart whatever is typed", () => {
  const [one, two] = [c.partFor(shape), c.partFor(shape)];
  assert.notEqual(one.key, two.key);
});

test("what a form has no place for is not amended in one", () => {
  const holds = (section: string, item: Item) => c.formHolds({ shape: shapeOf(section)!, id: "", item });
  const bill = { material: "A", items: [{ material: "B", quantity: 0.5, unit: "LTR" }] };
  assert.ok(holds("bills", bill));
  assert.ok(holds("bills", { ...bill, version: 3, effective_from: "2027-01-01" }));
  assert.ok(!holds("bills", { ...bill, effective_to: "2027-01-01" }));
  assert.ok(!holds("materials", { id: "A", name: "a", unit: "LTR", bill_of_materials: bill.items }));
  assert.ok(!holds("routings", { id: "R", material: "A", steps: [{ segment: "s", name: "S", equipment: "line1" }] }));
  assert.ok(!holds("bills", { material: "A", items: [{ material: "B", quantity: { of: 1 }, unit: "LTR" }] }));
});
