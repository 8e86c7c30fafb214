import assert from "node:assert/strict";
import { test } from "node:test";
import { placeFlags } from "kit/charts/marks";

const measure = (text: string) => text.length * 6;
const bounds = { left: 0, right: 600 };
const at = (...xs: number[]) => xs.map((x) => ({ x, label: "Set-point 72 °C" }));

/** Every flag with its words ends before the next begins, and none leaves the plot. */
function assertApart(xs: number[]): void {
  const flags = placeFlags(at(...xs), measure, bounds);
  flags.forEach((flag, i) => {
    const end = flag.x + flag.width + (flag.words === "" ? 0 : 4 + measure(flag.words));
    assert.ok(flag.x >= bounds.left && end <= bounds.right, `${xs}: ${flag.number} leaves the plot`);
    assert.ok(end <= (flags[i + 1]?.x ?? Infinity), `${xs}: ${flag.number} runs into the next`);
  });
}

test("moments closer than their flags share one", () => {
  const flags = placeFlags(at(100, 101, 105, 300), measure, bounds);
  assert.deepEqual(
    flags.map((f) => f.number),
    ["1–3", "4"],
  );
});

test("a lone moment carries its words where there is room, and its number alone where there is none", () => {
  const flags = placeFlags(at(100, 140, 400), measure, bounds);
  assert.deepEqual(
    flags.map((f) => f.words !== ""),
    [false, true, true],
  );
});

test("however the moments fall, nothing overlaps and nothing leaves the plot", () => {
  assertApart([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertApart([0, 17, 33, 50, 77, 90, 112, 113, 200, 350, 352, 590]);
  assertApart([595, 599]);
  for (let step = 3; step < 120; step += 7)
    assertApart(Array.from({ length: 12 }, (_, i) => (i * step) % 600).sort((a, b) => a - b));
});
