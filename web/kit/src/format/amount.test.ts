import assert from "node:assert/strict";
import { test } from "node:test";
import { amountDecimals, amountText, unitText } from "kit/format/amount";

test("a unit's code becomes what people write, and an unknown one stays", () => {
  assert.deepEqual(["KGM", "LTR", "H87", "bottles", "XYZ"].map(unitText), ["kg", "L", "pieces", "bottles", "XYZ"]);
});

test("pieces are whole, and what is measured has the decimals its size is good for", () => {
  assert.equal(amountDecimals(3.4, "H87"), 0);
  assert.deepEqual(
    [0, 0.456, 45.67, 456.7].map((v) => amountDecimals(v, "KGM")),
    [0, 2, 1, 0],
  );
});

test("an amount and its unit stay on one line", () => {
  assert.equal(amountText(45.67, "KGM"), "45.7\u00a0kg");
  assert.equal(amountText(24_000, "H87"), "24\u202f000\u00a0pieces");
  assert.equal(amountText(1, "H87"), "1\u00a0piece");
  assert.equal(amountText(1, "bottles"), "1\u00a0bottle");
  assert.equal(amountText(1, "KGM"), "1.00\u00a0kg");
});
