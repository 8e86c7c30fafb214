import assert from "node:assert/strict";
import { test } from "node:test";
import type { Disruption, MoveConflict, MovedOrder, PlanEvent, Unavailable } from "kit/api/mes_plan";
import type { Order, Planned } from "kit/api/mes_types";
import { barsOf } from "mes/state/plan";
import {
  closedBy,
  closedOf,
  conflictsInOrder,
  conflictText,
  disruptionText,
  downFault,
  draftOf,
  draftText,
  eventOf,
  forbids,
  isMovable,
  movedDraft,
  movedText,
  othersText,
  ownText,
  proposedBars,
  sameDraft,
  stepOf,
} from "mes/state/plan_change";

const at = (clock: string) => `2026-11-30T${clock}:00Z`;
const ms = (clock: string) => Date.parse(at(clock));
const clock = (utc: string) => new Date(ms(utc)).toTimeString().slice(0, 5);
const kNow = ms("12:00");
const kLines = ["line1", "line2"];

const order = (id: string, state = "Pending") =>
  ({ id, state, equipment: "line1", quantity: 1000, good: 0, due: null, started: at("11:00") }) as unknown as Order;
const place = (order_id: string, start: string, finish: string, equipment = "line1") =>
  ({
    ...{ order_id, equipment, late_s: 0, why: "", planned_at: at("11:00") },
    ...{ setup_start: at(start), start: at(start), finish: at(finish) },
  }) as Planned;
const bars = (plan: Planned[], orders: Order[]) => barsOf(plan, orders, kNow);

test("a draft moves in steps of the clock, keeps its length, and stays on the lines there are", () => {
  const draft = draftOf(bars([place("A", "13:07", "15:07")], [order("A")])[0]!);
  const moved = movedDraft(draft, 40 * 60_000, 1, kLines, stepOf("day"));
  assert.deepEqual([moved.start, moved.line, moved.lengthMs], [ms("13:45"), "line2", 7_200_000]);
  assert.equal(movedDraft(draft, 0, 9, kLines, 60_000).line, "line2");
  assert.equal(movedDraft(draft, 0, -9, kLines, 60_000).line, "line1");
  assert.equal(sameDraft(draft, movedDraft(draft, 10_000, 0, kLines, 60_000)), true);
  assert.equal(draftText(moved, kNow), `A at ${clock("13:45")} on Line 2`);
});

test("what runs or is made is not moved", () => {
  assert.equal(isMovable({ kind: "planned" }), true);
  assert.equal(isMovable({ kind: "running" }), false);
});

const conflict = (kind: MoveConflict["kind"], text = "") => ({ kind, text }) as MoveConflict;

test("what is closed, too early or running forbids a move; what is late or overlaps does not", () => {
  const kinds = ["closed", "too_early", "running", "late", "overlap", "material"] as const;
  assert.deepEqual(
    kinds.map((kind) => forbids({ kind })),
    [true, true, true, false, false, false],
  );
});

test("what forbids stands first, and the same is said once", () => {
  const sorted = conflictsInOrder([conflict("late", "x"), conflict("closed", "y"), conflict("late", "x")]);
  assert.deepEqual(
    sorted.map((c) => c.kind),
    ["closed", "late"],
  );
});

test("a conflict is told in the server's sentence, or by its kind", () => {
  assert.equal(conflictText(conflict("closed"), kNow), "The line is closed then.");
  const told = conflictText(conflict("overlap", "'A' overlaps 'B' on 'line1' until 2026-11-30 13:00"), kNow);
  assert.equal(told, `A overlaps B on Line 1 until ${clock("13:00")}.`);
});

const moved = (name: string, from: string | null, to: string | null) =>
  ({ order: name, from: from && at(from), to: to && at(to) }) as unknown as MovedOrder;

test("what else moves is counted, and by how much is said", () => {
  assert.equal(othersText([moved("A", "12:00", "13:00")], "A"), "Nothing else moves");
  assert.equal(othersText([moved("A", "12:00", "13:00"), moved("B", "12:00", "13:00")], "A"), "1 other order moves");
  assert.equal(othersText([moved("A", "12:00", "13:00"), moved("B", "12:00", "13:00")], undefined), "2 orders move");
  const text = movedText(moved("B", "14:00", "14:25"), kNow);
  assert.equal(text, `25 min later: ${clock("14:00")} becomes ${clock("14:25")}`);
  const tomorrow = movedText(moved("B", "14:00", "14:25"), kNow - 86_400_000);
  assert.ok(tomorrow.endsWith(`becomes ${clock("14:25")}`), "the day is told once");
  assert.match(movedText(moved("B", "14:00", "13:00"), kNow), /^1 h earlier/);
  assert.equal(movedText(moved("B", "14:00", null), kNow), "loses its place");
  assert.match(movedText(moved("B", null, "14:00"), kNow), /^gets a place/);
});

test("of a proposed plan the bars that stand elsewhere are drawn, and no other", () => {
  const orders = [order("A"), order("B"), order("C", "Running")];
  const now = bars([place("A", "13:00", "14:00"), place("B", "14:00", "15:00")], orders);
  const plan = [place("A", "13:00", "14:00"), place("B", "14:00", "15:00", "line2"), place("C", "15:00", "16:00")];
  assert.deepEqual(
    proposedBars(plan, orders, now, kNow).map((b) => [b.order.id, b.line]),
    [["B", "line2"]],
  );
});

test("a disruption becomes the event that is planned around", () => {
  const event = (more: object) => eventOf({ since: at("11:00"), text: "", ...more } as Disruption);
  assert.deepEqual(event({ kind: "unit_down", equipment: "line1/filler" }), {
    ...{ event: "unit_down", equipment: "line1/filler", from: at("11:00") },
  });
  assert.deepEqual(event({ kind: "order_late", order: "A" }), { event: "order_late", order: "A" });
  const short = { kind: "material_changed", material: "SUGAR", order: "A" };
  assert.deepEqual(event(short), { event: "material_changed", material: "SUGAR" });
});

test("where an order would begin is told when it is not where it was put", () => {
  const draft = draftOf(bars([place("A", "13:00", "14:00")], [order("A")])[0]!);
  assert.equal(ownText(draft, [place("A", "13:00", "14:00")], kNow), "");
  const later = ownText(draft, [place("A", "13:30", "14:30")], kNow);
  assert.equal(later, `A would begin at ${clock("13:30")}, as soon as it can.`);
  assert.equal(ownText(draft, [], kNow), "A would have no place.");
});

test("a disruption is told with the names that people use", () => {
  const told = { kind: "unit_down", since: at("11:00"), text: "'line1/filler' has stood since 2026-11-30 11:00" };
  assert.equal(disruptionText(told as Disruption, kNow), `The filler has stood since ${clock("11:00")}.`);
});

test("a closed unit closes its line, until it is known to be back", () => {
  const closed = closedOf([
    { id: "1", equipment: "line1/filler", from: at("12:00"), to: null, why: "bearing", by: "x" },
    { id: "2", equipment: "line2", from: at("12:00"), to: at("12:00"), why: "", by: "x" },
  ] as unknown as Unavailable[]);
  assert.deepEqual(closed, [{ id: "1", line: "line1", from: kNow, to: Infinity, text: "Filler is down: bearing" }]);
});

test("what a proposed plan goes around is shown before it is kept", () => {
  const event = { event: "unit_down", equipment: "line1/filler", from: at("12:00"), why: "bearing" } as PlanEvent;
  assert.deepEqual(closedBy(event), [
    { id: "", line: "line1", from: kNow, to: Infinity, text: "Filler is down: bearing" },
  ]);
  assert.deepEqual(closedBy({ event: "order_late", order: "A" }), []);
});

test("a machine that is down needs a unit and a time that goes forward", () => {
  const form = { equipment: "line1/filler", from: "2026-11-30T12:00", to: "2026-11-30T13:00" };
  assert.equal(downFault(form), undefined);
  assert.match(downFault({ ...form, equipment: "" })!, /what is down/);
  assert.equal(downFault({ ...form, to: "" }), undefined, "nobody may know until when");
  assert.match(downFault({ ...form, from: "" })!, /since when/);
  assert.match(downFault({ ...form, to: form.from })!, /after/);
});
