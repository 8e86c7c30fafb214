import assert from "node:assert/strict";
import { test } from "node:test";
import type { Routing } from "kit/api/mes_types";
import { equipmentPath } from "kit/units";
import { inFlowOrder } from "mes/state/flow";

const unit = (path: string) => ({ path: equipmentPath(path) });
const routing = (...units: string[]): Routing => ({
  id: "R",
  material: "M",
  steps: units.map((u) => ({ segment: u, name: u, equipment: equipmentPath(u) })),
});
const order = (units: string[], routings: Routing[]) => inFlowOrder(units.map(unit), routings).map((u) => u.path);

test("units stand as the product passes them, whatever order they came in", () => {
  const came = ["line1/capper", "line1/filler", "line1/mixer", "line1/palletizer"];
  const flow = ["line1/mixer", "line1/filler", "line1/capper", "line1/palletizer"];
  assert.deepEqual(order(came, [routing(...flow)]), flow);
});

test("the line stands before its units, and what no routing names after them", () => {
  const came = ["line1/conveyors", "line1/filler", "line1", "line1/mixer"];
  const routings = [routing("line1/mixer", "line1/filler")];
  assert.deepEqual(order(came, routings), ["line1", "line1/mixer", "line1/filler", "line1/conveyors"]);
});

test("lines do not mix", () => {
  const routings = [routing("line2/a", "line2/b"), routing("line1/z")];
  assert.deepEqual(order(["line2/b", "line1/z", "line2/a"], routings), ["line1/z", "line2/a", "line2/b"]);
});

test("without routings nothing is lost", () => {
  assert.deepEqual(order(["line1/b", "line1/a"], []), ["line1/a", "line1/b"]);
});
