// The plan beside what really happens: what each order takes of its line, planned, running or made, and how that is
// said. Pure.

import type { Order, Planned } from "kit/api/mes_types";
import { absoluteTime, durationText, parseUtc } from "kit/format/time";
import { capital, unitName } from "kit/format/words";

/** What an order takes of its line, in milliseconds since 1970. */
export interface Bar {
  order: Order;
  line: string;
  kind: "planned" | "running" | "made";
  /** When the changeover before it begins; as `start` where there is none. */
  setup: number;
  start: number;
  /** Of an order on the line as expected; now where nothing tells, and then it is `open`. */
  end: number;
  open: boolean;
  due: number | undefined;
  lateMs: number;
  /** Good of the quantity, 0 to 1. */
  share: number;
  why: string;
}

/** An order that waits, without a place in the plan. */
export interface Unplaced {
  order: Order;
  why: string;
}

const kOnLine = ["Running", "Held", "Suspended"];
const kToCome = ["Waiting", "Pending", "Ready", "Dispatched"];
const kLeastPaceMs = 60_000;

export const isToCome = (order: Pick<Order, "state">) => kToCome.includes(order.state);
export const isOnLine = (order: Pick<Order, "state">) => kOnLine.includes(order.state);

/** 0 to 1. */
const shareOf = (order: Order) => (order.quantity > 0 ? Math.max(0, Math.min(1, order.good / order.quantity)) : 0);

/** When an order on the line is through at its pace so far; until there is a pace, when the plan says so. */
export function expectedEnd(order: Order, planned: Planned | undefined, now: number): number | undefined {
  const started = parseUtc(order.started) ?? now;
  const left = Math.max(0, order.quantity - order.good);
  const took = now - started;
  if (left === 0) return now;
  if (order.state === "Held") return undefined;
  if (order.good > 0 && took >= kLeastPaceMs) return now + (left * took) / order.good;
  const from = parseUtc(planned?.start);
  const to = parseUtc(planned?.finish);
  return from !== undefined && to !== undefined ? Math.max(now, started + to - from) : undefined;
}

function barOf(order: Order, planned: Planned | undefined, now: number): Bar | undefined {
  const due = parseUtc(order.due);
  const common = {
    order,
    open: false,
    line: order.equipment as string,
    due,
    share: shareOf(order),
    why: planned?.why ?? "",
  };
  const started = parseUtc(order.started);
  if (isOnLine(order) && started !== undefined) {
    const expected = expectedEnd(order, planned, now);
    const end = expected ?? now;
    const lateMs = due === undefined ? 0 : Math.max(0, end - due);
    const open = expected === undefined;
    return { ...common, kind: "running", setup: started, start: started, end, open, lateMs, why: "" };
  }
  const ended = parseUtc(order.completed);
  if (!isToCome(order) && started !== undefined && ended !== undefined && ended > started) {
    const lateMs = due === undefined ? 0 : Math.max(0, ended - due);
    return { ...common, kind: "made", setup: started, start: started, end: ended, lateMs, why: "" };
  }
  const start = parseUtc(planned?.start);
  const end = parseUtc(planned?.finish);
  if (!isToCome(order) || !planned || planned.left_out || start === undefined || end === undefined) return undefined;
  const setup = Math.min(start, parseUtc(planned.setup_start) ?? start);
  return { ...common, kind: "planned", line: planned.equipment, setup, start, end, lateMs: planned.late_s * 1000 };
}

/** By line and time. Rows of the plan whose order is gone, or went on since, tell nothing any more. */
export function barsOf(schedule: readonly Planned[], orders: readonly Order[], now: number): Bar[] {
  const places = new Map<string, Planned>(schedule.map((p) => [p.order_id, p]));
  return orders
    .map((order) => barOf(order, places.get(order.id), now))
    .filter((bar): bar is Bar => bar !== undefined)
    .sort((a, b) => a.line.localeCompare(b.line) || a.start - b.start || a.order.id.localeCompare(b.order.id));
}

const isPlaced = (planned: Planned | undefined) =>
  planned !== undefined && !planned.left_out && parseUtc(planned.finish) !== undefined;

/** The orders that wait for a place, by their due date, and why they have none. */
export function unplacedOf(schedule: readonly Planned[], orders: readonly Order[]): Unplaced[] {
  const places = new Map<string, Planned>(schedule.map((p) => [p.order_id, p]));
  return orders
    .filter((o) => isToCome(o) && !isPlaced(places.get(o.id)))
    .map((order) => ({ order, why: places.get(order.id)?.why || unplacedText(order, places.size > 0) }))
    .sort((a, b) => dueOf(a.order) - dueOf(b.order) || a.order.id.localeCompare(b.order.id));
}

const dueOf = (order: Order) => parseUtc(order.due) ?? Infinity;

function unplacedText(order: Order, planned: boolean): string {
  if (order.state === "Dispatched") return "Sent to the line, which has not begun it";
  return planned ? "Came after the last plan" : "Nothing was planned yet";
}

/** "2 h 5 min late", "4 h to spare"; what was made is told as done. */
export function latenessText(bar: Pick<Bar, "due" | "end" | "lateMs" | "kind" | "open">): string {
  if (bar.due === undefined) return "No due date";
  if (bar.lateMs >= 60_000) return `${minutesText(bar.lateMs)} late${bar.open ? " already" : ""}`;
  if (bar.open) return "Not known how long it takes";
  const spare = bar.due - bar.end;
  if (bar.kind === "made" || spare < 60_000) return "On time";
  return `${minutesText(spare)} to spare`;
}

/** A duration without its seconds, which no plan is good for. */
export const minutesText = (ms: number) => durationText(Math.max(1, Math.round(ms / 60_000)) * 60_000);

export const isLate = (bar: Pick<Bar, "lateMs">) => bar.lateMs >= 60_000;

/** "5 orders, 2 of them late", of what is still to be made. */
export function planText(bars: readonly Bar[]): string {
  const coming = bars.filter((b) => b.kind !== "made");
  const late = coming.filter(isLate).length;
  const orders = `${coming.length} ${coming.length === 1 ? "order" : "orders"}`;
  return `${orders}, ${late === 0 ? "none late" : coming.length === late ? "late" : `${late} of them late`}`;
}

/** When the plan in force was made; undefined when there is none. */
export function plannedAt(schedule: readonly Planned[]): number | undefined {
  const times = schedule.map((p) => parseUtc(p.planned_at)).filter((t) => t !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What the lateness beside it says already: "order 'A' is 45 min late: due …, done …". */
const kSaidAlready = /^[Oo]rder '[^']*' is [^:]* late: due \S+ \S+, done \S+ \S+\s*/;
const kLine = /'([a-z]+\d+)'/g;
const kUtcMinute = /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?/g;

/** The planner's sentences as a person reads them: without quotes, each ended, and with the times of the clock here. */
export function whyText(why: string, now: number): string {
  const sentences = why
    .replace(kSaidAlready, "")
    .split(/\s+(?='[^']+' (?:waited|was interrupted|could have begun))/)
    .map((text) =>
      text
        .replace(kLine, (_, line: string) => unitName(line))
        .replace(/'/g, "")
        .replace(/[\s.]+$/, ""),
    )
    .filter((text) => text !== "")
    .map((text) =>
      text.replace(kUtcMinute, (_, day: string, minute: string, second: string | undefined) => {
        const clock = absoluteTime(parseUtc(`${day}T${minute}${second ?? ":00"}Z`), now);
        return clock.replace(/(:\d\d):\d\d$/, "$1");
      }),
    )
    .map((text) => (/^[a-z]+ /.test(text) ? capital(text) : text));
  return sentences.map((text) => `${text}.`).join(" ");
}
