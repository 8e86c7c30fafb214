import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderMaterial, Stock } from "kit/api/mes_materials";
import type { Order } from "kit/api/mes_types";
import { needsOf, nextArrival, openOrders, receiptFault, stockBars } from "mes/state/stock";

const stock = (material: string, left: number, arrivals: number[] = []) =>
  ({
    ...{ material, name: material, kind: "raw", unit: "KGM", left, held: 0, expired: 0, lots: 1 },
    arrivals: arrivals.map((quantity, i) => ({ id: `A${i}`, quantity, at: `2026-12-0${i + 1}T06:00:00Z` })),
  }) as Stock;
const needs = (material: string, needed: number, used = 0) => ({ material, needed, used }) as OrderMaterial;

test("what orders still need adds up by material, and what they took already does not count", () => {
  const found = needsOf(
    new Map([
      ["A", [needs("SUGAR", 100, 30), needs("CAP", 5, 5)]],
      ["B", [needs("SUGAR", 50)]],
    ]),
  );
  assert.deepEqual([...found], [["SUGAR", { quantity: 120, orders: ["A", "B"] }]]);
});

test("a bar tells what is there, what is announced and where the need stands, on one length", () => {
  const [bar] = stockBars([stock("SUGAR", 60, [20])], needsOf(new Map([["A", [needs("SUGAR", 100)]]])));
  assert.deepEqual([bar!.left, bar!.coming, bar!.need, bar!.short], [0.6, 0.2, 1, 20]);
  assert.equal(bar!.text, "20.0\u00a0kg short");
});

test("what must arrive first is not short, and what is there is enough", () => {
  const need = needsOf(new Map([["A", [needs("SUGAR", 100)]]]));
  assert.equal(stockBars([stock("SUGAR", 60, [50])], need)[0]!.text, "40.0\u00a0kg must arrive first");
  assert.equal(stockBars([stock("SUGAR", 160)], need)[0]!.text, "Enough, 60.0\u00a0kg beyond the need");
  assert.equal(stockBars([stock("SUGAR", 0)], new Map())[0]!.text, "No open order needs it");
});

test("what is short stands first, then what waits for an arrival, then by name", () => {
  const need = needsOf(new Map([["X", [needs("A", 1), needs("B", 100), needs("C", 100)]]]));
  const bars = stockBars([stock("A", 5), stock("B", 0, [100]), stock("C", 0), stock("0", 1)], need);
  assert.deepEqual(
    bars.map((b) => b.stock.material),
    ["C", "B", "0", "A"],
  );
});

test("the next arrival is the earliest, and may be overdue", () => {
  const at = (time: string) => nextArrival(stock("SUGAR", 0, [5, 7]), Date.parse(time));
  assert.deepEqual([at("2026-11-30T00:00:00Z")?.id, at("2026-11-30T00:00:00Z")?.overdue], ["A0", false]);
  assert.equal(at("2026-12-01T07:00:00Z")?.overdue, true);
  assert.equal(nextArrival(stock("SUGAR", 0), 0), undefined);
});

test("orders that are over need nothing, and those nearest come first", () => {
  const all = [
    { id: "A", state: "Completed" },
    { id: "B", state: "Waiting" },
    { id: "C", state: "Running" },
  ] as unknown as Order[];
  assert.deepEqual(
    openOrders(all).map((o) => o.id),
    ["C", "B"],
  );
});

test("a receipt needs a material and a quantity", () => {
  assert.match(receiptFault({ material: "", quantity: 1 })!, /material/);
  assert.match(receiptFault({ material: "SUGAR", quantity: undefined })!, /how much/);
  assert.match(receiptFault({ material: "SUGAR", quantity: 0 })!, /nothing/);
  assert.equal(receiptFault({ material: "SUGAR", quantity: 0.5 }), undefined);
});
