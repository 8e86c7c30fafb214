import assert from "node:assert/strict";
import { test } from "node:test";
import type { Order, Planned } from "kit/api/mes_types";
import { barsOf, expectedEnd, latenessText, plannedAt, planText, unplacedOf, whyText } from "mes/state/plan";

const at = (clock: string) => `2026-11-30T${clock}:00Z`;
const ms = (clock: string) => Date.parse(at(clock));
const kNow = ms("12:00");

const order = (id: string, state: string, more: object = {}) =>
  ({
    ...{ id, state, equipment: "line1", material: "M", description: "", quantity: 1000, good: 0, unit: "bottles" },
    ...{ due: at("18:00"), started: null, completed: null },
    ...more,
  }) as unknown as Order;
const place = (order_id: string, setup: string, start: string, finish: string, late_s = 0) =>
  ({
    ...{ order_id, equipment: "line1", late_s, why: "", planned_at: at("11:00") },
    ...{ setup_start: at(setup), start: at(start), finish: at(finish) },
  }) as Planned;
const kNoPlace = { setup_start: at("00:00"), start: "1970-01-01T00:00:00Z", finish: "1970-01-01T00:00:00Z" };

test("an order that waits stands where the plan has it, its changeover before it", () => {
  const [bar] = barsOf([place("A", "12:30", "13:00", "15:00")], [order("A", "Pending")], kNow);
  assert.deepEqual([bar!.kind, bar!.setup, bar!.start, bar!.end], ["planned", ms("12:30"), ms("13:00"), ms("15:00")]);
  assert.equal(bar!.lateMs, 0);
});

test("what runs stands where it really is, and ends at its pace so far, whatever the plan said", () => {
  const running = order("A", "Running", { started: at("11:00"), good: 250 });
  const [bar] = barsOf([place("A", "08:00", "08:00", "09:00")], [running], kNow);
  assert.deepEqual([bar!.kind, bar!.start, bar!.end, bar!.share], ["running", ms("11:00"), ms("15:00"), 0.25]);
});

test("without a pace the plan tells how long what runs will take, and without a plan nothing is made up", () => {
  const fresh = order("A", "Running", { started: at("11:30") });
  assert.equal(expectedEnd(fresh, place("A", "10:00", "10:00", "12:00"), kNow), ms("13:30"));
  assert.equal(expectedEnd(fresh, undefined, kNow), undefined);
  assert.equal(expectedEnd(order("A", "Running", { good: 1000 }), undefined, kNow), kNow);
});

test("of what is held nobody knows when it is through, and late it is only when it is", () => {
  const held = (due: string) => order("A", "Held", { started: at("11:00"), good: 250, due: at(due) });
  const [bar] = barsOf([], [held("13:00")], kNow);
  assert.deepEqual([bar!.open, bar!.end, latenessText(bar!)], [true, kNow, "Not known how long it takes"]);
  assert.equal(latenessText(barsOf([], [held("11:30")], kNow)[0]!), "30 min late already");
});

test("what runs behind its due date is late before it is through", () => {
  const running = order("A", "Running", { started: at("11:00"), good: 250, due: at("14:00") });
  assert.equal(latenessText(barsOf([], [running], kNow)[0]!), "1 h late");
});

test("a row of the plan whose order went on since, or is gone, tells nothing", () => {
  const schedule = [place("A", "13:00", "13:00", "15:00"), place("B", "15:00", "15:00", "16:00")];
  assert.deepEqual(barsOf(schedule, [order("A", "Cancelled")], kNow), []);
  assert.deepEqual(unplacedOf(schedule, [order("A", "Cancelled")]), []);
});

test("bars stand by line and time", () => {
  const schedule = [place("A", "15:00", "15:00", "16:00"), place("B", "13:00", "13:00", "14:00")];
  const made = order("C", "Completed", { started: at("09:00"), completed: at("10:00") });
  const bars = barsOf(schedule, [order("A", "Pending"), order("B", "Ready"), made], kNow);
  assert.deepEqual(
    bars.map((b) => [b.order.id, b.kind]),
    [
      ["C", "made"],
      ["B", "planned"],
      ["A", "planned"],
    ],
  );
  assert.equal(planText(bars), "2 orders, none late");
});

test("an order without a place says why, also one that came after the plan", () => {
  const schedule = [{ ...place("A", "00:00", "00:00", "00:00"), ...kNoPlace, why: "M has no routing" } as Planned];
  const found = unplacedOf(schedule, [order("B", "Waiting", { due: null }), order("A", "Waiting")]);
  assert.deepEqual(
    found.map((u) => [u.order.id, u.why]),
    [
      ["A", "M has no routing"],
      ["B", "Came after the last plan"],
    ],
  );
});

test("an order that the plan leaves out has no bar, whatever times stand with it", () => {
  const out = { ...place("A", "13:00", "13:00", "15:00"), left_out: true, why: "its sugar is not there" };
  assert.deepEqual(barsOf([out], [order("A", "Pending")], kNow), []);
  assert.equal(unplacedOf([out], [order("A", "Pending")])[0]!.why, "its sugar is not there");
});

test("before the first plan nothing came after it", () => {
  assert.equal(unplacedOf([], [order("A", "Waiting")])[0]!.why, "Nothing was planned yet");
  assert.match(unplacedOf([], [order("A", "Dispatched")])[0]!.why, /^Sent to the line/);
});

test("lateness is said in words, to the minute", () => {
  const said = (due: string | undefined, end: string, late_s: number) =>
    latenessText({ kind: "planned", open: false, due: due ? ms(due) : undefined, end: ms(end), lateMs: late_s * 1000 });
  assert.equal(said("14:00", "15:05", 3900), "1 h 5 min late");
  assert.equal(said("14:00", "14:00", 0), "On time");
  assert.equal(said("14:00", "12:00", 0), "2 h to spare");
  assert.equal(said(undefined, "12:00", 0), "No due date");
});

test("the planner's reasons lose what is said beside them, and have the times of the clock here", () => {
  const why =
    "order 'A' is 45 min late: due 2026-11-30 12:00, done 2026-11-30 12:45 'A' waited 2 h for 'line1', which was " +
    "busy with 'B' until 2026-11-30 11:00 'A' was interrupted for 1 h from 2026-11-30 11:30 on: 'line1' was closed";
  const text = whyText(why, kNow);
  const clock = new Date(ms("11:00")).toTimeString().slice(0, 5);
  assert.ok(text.startsWith(`A waited 2 h for Line 1, which was busy with B until ${clock}. A was interrupted`), text);
  assert.equal(whyText("", kNow), "");
  assert.equal(whyText("there is no line line7", kNow), "There is no line line7.");
});

test("the plan is as old as it says, and there may be none", () => {
  assert.equal(plannedAt([place("A", "12:00", "12:00", "13:00")]), ms("11:00"));
  assert.equal(plannedAt([]), undefined);
});
