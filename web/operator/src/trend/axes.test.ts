import assert from "node:assert/strict";
import { test } from "node:test";
import { type AxisPen, axisRange, layAxes, namedSplits } from "operator/trend/axes";

const number = (unit: string, decimals = 1): AxisPen => ({ unit, decimals, isSwitch: false });
const states = { 2: "Stopped", 6: "Execute" };
const samples = (...values: (number | null)[]) => ({
  times: values.map((_, i) => i),
  values,
  quality: values.map(() => 0),
});
const kAll = { low: 0, high: 100 };

test("each unit has one axis, left and right in turn", () => {
  const axes = layAxes([number("°C", 1), number("bar"), number("°C", 2), number("L")]);
  assert.deepEqual(
    axes.map((a) => [a.unit, a.side, a.pens, a.decimals]),
    [
      ["°C", "left", [0, 2], 2],
      ["bar", "right", [1], 1],
      ["L", "left", [3], 1],
    ],
  );
});

test("named states and switches stand on axes of their own, the same names on one", () => {
  const state: AxisPen = { unit: "", decimals: 0, states, isSwitch: false };
  const axes = layAxes([number("", 0), state, { ...state }, { unit: "", decimals: 0, isSwitch: true }]);
  assert.deepEqual(
    axes.map((a) => a.pens),
    [[0], [1, 2], [3]],
  );
  assert.deepEqual(axes[2]!.states, { 0: "off", 1: "on" });
});

test("the range is that of what is on the screen, with a margin", () => {
  const [axis] = layAxes([number("°C", 1)]);
  const range = axisRange(axis!, [samples(500, 1, 2, 3, 11, 900)], { low: 1.5, high: 3.5 });
  assert.deepEqual(range, { low: 1 - 0.8, high: 11 + 0.8 });
});

test("a value that stands still is not blown up beyond its last digit", () => {
  const [axis] = layAxes([number("°C", 1)]);
  assert.deepEqual(axisRange(axis!, [samples(70, 70)], kAll), { low: 69.5, high: 70.5 });
});

test("without a value the axis still has a range", () => {
  const [axis] = layAxes([number("°C", 1)]);
  assert.deepEqual(axisRange(axis!, [samples(null, null)], kAll), { low: 0, high: 1 });
  assert.deepEqual(axisRange(axis!, [], kAll), { low: 0, high: 1 });
  assert.deepEqual(axisRange(axis!, [samples(7, 8)], { low: -9, high: -1 }), { low: 0, high: 1 });
});

test("an axis of names is labelled where names are, and not too densely", () => {
  assert.deepEqual(namedSplits(states, { low: 1.5, high: 6.5 }), [2, 6]);
  const many = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [i, `s${i}`]));
  assert.ok(namedSplits(many, { low: 0, high: 17 }).length <= 9);
});
