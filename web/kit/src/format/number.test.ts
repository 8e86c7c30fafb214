import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber, formatValue, parseNumber, percentOf, rangeFault } from "kit/format/number";

test("a number shows exactly its tag's decimals", () => {
  assert.equal(formatNumber(76, 1), "76.0");
  assert.equal(formatNumber(76.25, 1), "76.3");
  assert.equal(formatNumber(3, 0), "3");
});

test("thousands are grouped from five digits on, so that years and small counts stay whole", () => {
  assert.equal(formatNumber(9999, 0), "9999");
  assert.equal(formatNumber(41234, 0), "41\u202f234");
  assert.equal(formatNumber(1234567.8, 1), "1\u202f234\u202f567.8");
});

test("the minus sign is a true one, and a rounded zero has none", () => {
  assert.equal(formatNumber(-1.5, 1), "\u22121.5");
  assert.equal(formatNumber(-0.04, 1), "0.0");
});

test("what is no number shows a dash", () => {
  assert.equal(formatNumber(Number.NaN, 1), "–");
  assert.equal(formatValue(null, {}), "–");
  assert.equal(formatValue(undefined, {}), "–");
});

test("a state shows its name, and a switch its words", () => {
  assert.equal(formatValue(6, { states: { 6: "Execute" } }), "Execute");
  assert.equal(formatValue(99, { states: { 6: "Execute" } }), "99");
  assert.equal(formatValue(true, { states: { 0: "no", 1: "yes" } }), "yes");
  assert.equal(formatValue(false, {}), "off");
});

test("people may type a decimal comma, and nonsense is no number", () => {
  assert.equal(parseNumber("72,5"), 72.5);
  assert.equal(parseNumber(" 1 200 "), 1200);
  assert.equal(parseNumber("\u22124"), -4);
  for (const text of ["", "abc", "1.2.3", "1e9", "--4"]) assert.equal(parseNumber(text), undefined, text);
});

test("a value outside its range is refused with the range named", () => {
  assert.equal(rangeFault(72, { low: 60, high: 85 }, "°C"), undefined);
  assert.equal(rangeFault(86, { low: 60, high: 85 }, "°C"), "Allowed: 60 to 85 °C.");
  assert.equal(rangeFault(undefined, null, ""), "Enter a number.");
});

test("a share never leaves 0 to 100 percent", () => {
  assert.equal(percentOf(50, 200), 25);
  assert.equal(percentOf(300, 200), 100);
  assert.equal(percentOf(5, 0), 0);
});
