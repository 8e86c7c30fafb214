import assert from "node:assert/strict";
import { test } from "node:test";
import { depths, layoutLayers, type LayerLink, towards } from "kit/geometry/layered";

const link = (text: string): LayerLink => ({ from: text[0]!, to: text[1]! });
const links = (text: string) => text.split(" ").map(link);

test("a node is as deep as the longest way to it, so that no link leads back", () => {
  const found = depths("a", links("ab ac bc cd"));
  assert.deepEqual([...found].sort(), [
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["d", 3],
  ]);
});

test("what the root does not reach has no depth, and a loop ends", () => {
  assert.equal(depths("a", links("ab xy")).has("y"), false);
  assert.equal(depths("a", links("ab bc cb")).get("a"), 0);
});

test("two of a column are at least one row apart, and rows begin at nothing", () => {
  const nodes = ["a", "b", "c", "d", "e"].map((key, i) => ({ key, column: i < 2 ? 0 : 1 }));
  const { places, rows, columns } = layoutLayers(nodes, links("ac ad ae bc bd be"));
  assert.equal(columns, 2);
  assert.equal(rows, 3);
  const sorted = (column: number) =>
    [...places.values()]
      .filter((p) => p.column === column)
      .map((p) => p.row)
      .sort((x, y) => x - y);
  for (const column of [0, 1]) {
    const list = sorted(column);
    assert.ok(list[0]! >= 0);
    list.slice(1).forEach((row, i) => assert.ok(row - list[i]! >= 1, `${list}`));
  }
});

test("links that cross in the order of the input are untangled", () => {
  const nodes = ["a", "b", "c", "d"].map((key, i) => ({ key, column: i < 2 ? 0 : 1 }));
  const { places } = layoutLayers(nodes, links("ad bc"));
  const row = (key: string) => places.get(key)!.row;
  assert.equal(Math.sign(row("a") - row("b")), Math.sign(row("d") - row("c")));
});

test("one node stands at the middle of those it leads to", () => {
  const nodes = [{ key: "a", column: 0 }, ...["b", "c", "d"].map((key) => ({ key, column: 1 }))];
  assert.equal(layoutLayers(nodes, links("ab ac ad")).places.get("a")!.row, 1);
});

test("nothing has no rows, and a column may be empty", () => {
  assert.deepEqual(layoutLayers([], []).rows, 0);
  assert.equal(layoutLayers([{ key: "a", column: 2 }], []).columns, 3);
});

test("arrow keys follow links to the side and the column up and down", () => {
  const nodes = [{ key: "a", column: 0 }, ...["b", "c", "d"].map((key) => ({ key, column: 1 }))];
  const all = links("ab ac ad");
  const layout = layoutLayers(nodes, all);
  assert.equal(towards(layout, all, "a", "ArrowRight"), "c");
  assert.equal(towards(layout, all, "c", "ArrowUp"), "b");
  assert.equal(towards(layout, all, "c", "ArrowDown"), "d");
  assert.equal(towards(layout, all, "d", "ArrowLeft"), "a");
  assert.equal(towards(layout, all, "d", "ArrowRight"), undefined);
  assert.equal(towards(layout, all, "zz", "ArrowUp"), undefined);
});

test("two thousand nodes are laid out", () => {
  const nodes = Array.from({ length: 2000 }, (_, i) => ({ key: `${i}`, column: i % 10 }));
  const many = nodes
    .slice(10)
    .map(({ key }) => ({ from: `${Number(key) - 9 - (Number(key) % 10 === 0 ? 1 : 10)}`, to: key }));
  const { places, columns } = layoutLayers(nodes, many);
  assert.equal(places.size, 2000);
  assert.equal(columns, 10);
});
