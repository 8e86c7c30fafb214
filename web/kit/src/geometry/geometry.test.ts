import assert from "node:assert/strict";
import { test } from "node:test";
import { layoutTree, type TreeNode } from "kit/geometry/genealogy";
import { displayRange, fraction, linkPath, polygonPoints, sparklinePath } from "kit/geometry/scale";

test("a value beyond the range is held at its end", () => {
  assert.equal(fraction(50, { low: 0, high: 100 }), 0.5);
  assert.equal(fraction(-5, { low: 0, high: 100 }), 0);
  assert.equal(fraction(500, { low: 0, high: 100 }), 1);
  assert.equal(fraction(7, { low: 7, high: 7 }), 0.5);
});

test("the tag's own range is drawn as it is, else one around what is known", () => {
  assert.deepEqual(displayRange({ low: 50, high: 95 }, [200]), { low: 50, high: 95 });
  const made = displayRange(undefined, [10, 20, undefined]);
  assert.ok(made.low <= 10 && made.high >= 20);
  assert.deepEqual(displayRange(null, []), { low: 0, high: 1 });
});

test("a sparkline breaks where a value is missing", () => {
  const points = [
    { t: 0, v: 0 },
    { t: 1, v: 1 },
    { t: 2, v: null },
    { t: 3, v: 0 },
    { t: 4, v: 1 },
  ];
  const path = sparklinePath(points, { width: 100, height: 10 }, { low: 0, high: 4 }, { low: 0, high: 1 });
  assert.equal(path, "M0 10L25 0M75 10L100 0");
});

test("points outside the time are not drawn", () => {
  assert.equal(
    sparklinePath([{ t: -1, v: 1 }], { width: 10, height: 10 }, { low: 0, high: 1 }, { low: 0, high: 1 }),
    "",
  );
});

test("a link leaves to the right and arrives from the left", () => {
  assert.equal(linkPath({ x: 0, y: 10 }, { x: 100, y: 50 }), "M0 10C50 10 50 50 100 50");
});

test("a polygon has its corners", () => {
  assert.equal(polygonPoints(4, 10, 12).split(" ").length, 4);
  assert.equal(polygonPoints(3, 10, 12).split(" ")[0], "12,2");
});

const leaf = (item: string): TreeNode<string> => ({ item, children: [] });

test("a forward genealogy has its root left, and a parent stands at the middle of its children", () => {
  const layout = layoutTree({ item: "batch", children: [leaf("p1"), leaf("p2"), leaf("p3")] }, false);
  assert.equal(layout.nodes[0]!.column, 0);
  assert.equal(layout.nodes[0]!.row, 1);
  assert.deepEqual(
    layout.links.map((l) => l.from),
    [0, 0, 0],
  );
  assert.equal(layout.rows, 3);
});

test("a backward genealogy has its root right, and links still run from input to output", () => {
  const layout = layoutTree({ item: "pallet", children: [{ item: "sublot", children: [leaf("batch")] }] }, true);
  assert.deepEqual(
    layout.nodes.map((n) => n.column),
    [2, 1, 0],
  );
  assert.deepEqual(layout.links, [
    { from: 2, to: 1 },
    { from: 1, to: 0 },
  ]);
});

test("no two nodes share a place", () => {
  const tree = {
    item: "a",
    children: [{ item: "b", children: [leaf("c"), leaf("d")] }, leaf("e"), { item: "f", children: [leaf("g")] }],
  };
  const layout = layoutTree(tree, false);
  assert.equal(new Set(layout.nodes.map((n) => `${n.column}/${n.row}`)).size, layout.nodes.length);
});

test("beyond fifty nodes the deeper generations fold, and the count of the hidden is kept", () => {
  const wide = {
    item: "root",
    children: Array.from({ length: 30 }, (_, i) => ({ item: `s${i}`, children: [leaf("x"), leaf("y")] })),
  };
  const layout = layoutTree(wide, false);
  assert.equal(layout.nodes.length, 31);
  assert.equal(
    layout.nodes.reduce((sum, n) => sum + n.folded, 0),
    60,
  );
});
