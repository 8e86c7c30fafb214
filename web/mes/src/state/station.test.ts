import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderMaterial } from "kit/api/mes_materials";
import type { Order, Planned } from "kit/api/mes_types";
import {
  byNeed,
  expiryText,
  lineOrders,
  linesOf,
  materialsText,
  scannedId,
  startsOf,
  sufficiency,
} from "mes/state/station";

const order = (id: string, state: string, more: object = {}) =>
  ({ id, state, equipment: "line1", priority: 5, due: null, ...more }) as unknown as Order;
const material = (needed: number, used: number, left: number, enough: boolean) =>
  ({ needed, used, left, enough, unit: "KGM", name: "Sugar" }) as OrderMaterial;

test("what runs has the line, also beside something held", () => {
  const found = lineOrders(
    [order("A", "Held"), order("B", "Running"), order("C", "Running", { equipment: "line2" })],
    "line1",
  );
  assert.equal(found.current?.id, "B");
});

test("what the line has already comes next, then by priority and due date; what waits is not the station's", () => {
  const orders = [
    order("A", "Pending", { priority: 1 }),
    order("B", "Ready"),
    order("C", "Pending", { due: "2026-11-30T10:00:00Z" }),
    order("D", "Waiting"),
    order("E", "Pending"),
  ];
  assert.deepEqual(
    lineOrders(orders, "line1").next.map((o) => o.id),
    ["B", "A", "C", "E"],
  );
});

test("what is planned comes in the plan's order, before what has no place in it", () => {
  const plan = [
    { order_id: "A", start: "2026-11-30T12:00:00Z" },
    { order_id: "C", start: "2026-11-30T10:00:00Z" },
    { order_id: "B", start: "", left_out: true },
  ] as unknown as Planned[];
  const orders = [
    order("A", "Pending", { priority: 1 }),
    order("B", "Pending", { priority: 1 }),
    order("C", "Pending"),
    order("D", "Ready"),
  ];
  assert.deepEqual(
    lineOrders(orders, "line1", startsOf(plan)).next.map((o) => o.id),
    ["D", "C", "A", "B"],
  );
});

test("the lines are those of orders and equipment, each once", () => {
  assert.deepEqual(
    linesOf([order("A", "Ready", { equipment: "line2" })], [{ path: "line1/filler" }, { path: "line1" }]),
    ["line1", "line2"],
  );
});

test("what is short is what is still needed beyond what is left", () => {
  const found = sufficiency(material(100, 40, 15, false));
  assert.deepEqual([found.needed, found.short, found.share, found.text], [60, 45, 0.25, "45.0\u00a0kg short"]);
});

test("the server's word on enough holds, and what needs nothing more is full", () => {
  assert.equal(sufficiency(material(100, 40, 59.9, true)).text, "Enough");
  assert.equal(sufficiency(material(100, 100, 0, true)).share, 1);
  assert.equal(sufficiency(material(100, 0, 0, false)).text, "Nothing booked in, 100\u00a0kg needed");
  assert.equal(sufficiency(material(100, 0, 100, false)).text, "Not enough");
});

test("what is missing stands first, and the whole is said in a sentence", () => {
  const all = [material(1, 0, 1, true), material(1, 0, 0, false)];
  assert.deepEqual(
    [...all].sort(byNeed).map((m) => m.enough),
    [false, true],
  );
  assert.equal(materialsText(all), "One material is not enough");
  assert.equal(materialsText([all[0]!]), "All material is booked in");
  assert.equal(materialsText([]), "The bill names no bought material");
});

test("a scanner's prefix, control characters and a page's address lead to the id", () => {
  assert.equal(scannedId("  LOT-7\r\n"), "LOT-7");
  assert.equal(scannedId("]C1LOT-7\u001d"), "LOT-7");
  assert.equal(scannedId("http://mes.plant/lots/SUGAR%20A?x=1"), "SUGAR A");
  assert.equal(scannedId("x/lots/%zz"), "%zz");
});

test("a lot's last days are told", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  assert.equal(expiryText("2026-11-30T11:00:00Z", now), "Expired");
  assert.equal(expiryText("2026-11-30T18:00:00Z", now), "Expires within a day");
  assert.equal(expiryText("2026-12-02T13:00:00Z", now), "Expires in 2 days");
  assert.equal(expiryText("2027-12-02T13:00:00Z", now), undefined);
  assert.equal(expiryText(null, now), undefined);
});
