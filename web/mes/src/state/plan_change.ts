// Changing the plan by hand or after an event: where a dragged order would stand, what stands against it and what else
// moves, in words. Nothing here is in force before the server keeps it. Pure.

import type { Disruption, MoveConflict, MovedOrder, PlanEvent, Unavailable } from "kit/api/mes_plan";
import type { Order, Planned } from "kit/api/mes_types";
import { absoluteTime, parseUtc } from "kit/format/time";
import { capital, count, sentence, unitName, withNames } from "kit/format/words";
import type { EquipmentPath } from "kit/units";
import { type Bar, barsOf, minutesText, whyText } from "mes/state/plan";
import type { Zoom } from "mes/state/time_window";

const kMinuteMs = 60_000;
/** What a dragged start snaps to, and what a key moves it by. */
const kSteps: Record<Zoom, number> = { hours: 5 * kMinuteMs, day: 15 * kMinuteMs, week: 60 * kMinuteMs };

export const stepOf = (zoom: Zoom) => kSteps[zoom];

/** An order held in the hand: where it would begin, on which line. */
export interface Draft {
  order: string;
  line: string;
  /** Where it stands in the plan. */
  ownLine: string;
  start: number;
  /** As long as it is where it stands now, its changeover before it. */
  lengthMs: number;
  setupMs: number;
}

export const draftOf = (bar: Bar): Draft => ({
  order: bar.order.id,
  line: bar.line,
  ownLine: bar.line,
  start: bar.start,
  lengthMs: bar.end - bar.start,
  setupMs: bar.start - bar.setup,
});

/** Only what waits for its place can be moved: what runs stands where it is. */
export const isMovable = (bar: Pick<Bar, "kind">) => bar.kind === "planned";

/** Moved by so much time and so many rows, snapped to the step of local time; a line beyond the last is the last. */
export function movedDraft(from: Draft, byMs: number, rows: number, lines: readonly string[], step: number): Draft {
  const at = Math.max(0, Math.min(lines.length - 1, lines.indexOf(from.line) + rows));
  const offset = new Date(from.start).getTimezoneOffset() * kMinuteMs;
  const start = Math.round((from.start + byMs - offset) / step) * step + offset;
  return { ...from, line: lines[at] ?? from.line, start };
}

export const sameDraft = (a: Draft, b: Draft) => a.start === b.start && a.line === b.line;

const minute = (ms: number | undefined, now: number) => absoluteTime(ms, now).replace(/(:\d\d):\d\d$/, "$1");

/** "PO-1005 at 14:20 on Line 2" */
export const draftText = (draft: Draft, now: number) =>
  `${draft.order} at ${minute(draft.start, now)} on ${unitName(draft.line)}`;

/** With one of these the server keeps no move. */
const kForbids: MoveConflict["kind"][] = ["running", "too_early", "closed"];
export const forbids = (conflict: Pick<MoveConflict, "kind">) => kForbids.includes(conflict.kind);

const kConflicts: Record<MoveConflict["kind"], string> = {
  overlap: "It overlaps another order",
  closed: "The line is closed then",
  too_early: "It cannot begin so early",
  running: "The line is busy with what runs",
  late: "It would be late",
  material: "Its material is not there in time",
};

/** The server's sentence; where it has none, what kind of conflict it is. */
export function conflictText(conflict: MoveConflict, now: number): string {
  const told = whyText(conflict.text, now);
  return told === "" ? `${kConflicts[conflict.kind] ?? capital(conflict.kind)}.` : told;
}

/** What forbids it first, each once. */
export function conflictsInOrder(conflicts: readonly MoveConflict[]): MoveConflict[] {
  const seen = new Set<string>();
  return [...conflicts]
    .sort((a, b) => Number(forbids(b)) - Number(forbids(a)))
    .filter(({ kind, text }) => !seen.has(`${kind} ${text}`) && seen.add(`${kind} ${text}`));
}

/** "25 min later: 14:00 becomes 14:25" */
export function movedText(moved: MovedOrder, now: number): string {
  const from = parseUtc(moved.from);
  const to = parseUtc(moved.to);
  if (to === undefined) return "loses its place";
  if (from === undefined) return `gets a place at ${minute(to, now)}`;
  if (Math.abs(to - from) < kMinuteMs / 2) return `stays at ${minute(to, now)}`;
  const way = to > from ? "later" : "earlier";
  return `${minutesText(Math.abs(to - from))} ${way}: ${minute(from, now)} becomes ${minute(to, from)}`;
}

/** Where the order itself would begin, if not where it was put; "" when it would begin just there. */
export function ownText(draft: Draft, plan: readonly Planned[], now: number): string {
  const own = plan.find((p) => p.order_id === draft.order);
  const start = parseUtc(own?.start);
  if (!own || own.left_out || start === undefined) return `${draft.order} would have no place.`;
  if (Math.abs(start - draft.start) < kMinuteMs / 2) return "";
  return `${draft.order} would begin at ${minute(start, now)}, as soon as it can.`;
}

/** How many orders move besides the one in the hand. */
export function othersText(moved: readonly MovedOrder[], own: string | undefined): string {
  const others = moved.filter((m) => m.order !== own).length;
  if (others === 0) return own === undefined ? "No order moves" : "Nothing else moves";
  const orders = own === undefined ? count(others, "order") : count(others, "other order");
  return `${orders} ${others === 1 ? "moves" : "move"}`;
}

/** The bars of a proposed plan that stand elsewhere than now. */
export function proposedBars(
  plan: readonly Planned[],
  orders: readonly Order[],
  bars: readonly Bar[],
  now: number,
): Bar[] {
  const present = new Map(bars.map((bar) => [bar.order.id as string, bar]));
  return barsOf(plan, orders, now).filter((bar) => {
    const before = present.get(bar.order.id);
    if (!isMovable(bar)) return false;
    return !before || before.line !== bar.line || Math.abs(before.start - bar.start) >= kMinuteMs / 2;
  });
}

/** What a disruption is to the planner; a unit that is down needs a person to say until when. */
export function eventOf(d: Disruption): PlanEvent {
  if (d.kind === "unit_down")
    return { event: d.kind, from: d.since, ...(d.equipment ? { equipment: d.equipment } : {}) };
  if (d.kind === "order_late") return { event: d.kind, ...(d.order ? { order: d.order } : {}) };
  return { event: d.kind, ...(d.material ? { material: d.material } : {}) };
}

export function eventText(event: PlanEvent): string {
  if (event.event === "unit_down") return `${unitName(event.equipment ?? "")} is down`;
  if (event.event === "order_late") return `${event.order ?? "An order"} is late`;
  return `${event.material ?? "Material"} is not there as planned`;
}

export const disruptionText = (d: Disruption, now: number) => capital(sentence(withNames(whyText(d.text, now))));

export interface Closed {
  id: string;
  line: string;
  from: number;
  /** Infinity while nobody knows. */
  to: number;
  text: string;
}

/** Times that a line, or a unit of it, cannot be used. */
export const closedOf = (unavailable: readonly Unavailable[]): Closed[] =>
  unavailable
    .map((u) => ({
      id: u.id,
      line: u.equipment.split("/")[0] ?? u.equipment,
      from: parseUtc(u.from) ?? 0,
      to: parseUtc(u.to) ?? Infinity,
      text: `${unitName(u.equipment)} is down${u.why ? `: ${u.why}` : ""}`,
    }))
    .filter((u) => u.to > u.from);

/** The time that a proposed plan goes around: not known to be closed before it is kept. */
export function closedBy(event: PlanEvent): Closed[] {
  if (event.event !== "unit_down" || !event.equipment || !event.from) return [];
  return closedOf([
    {
      id: "",
      equipment: event.equipment as EquipmentPath,
      from: event.from,
      to: event.to ?? null,
      why: event.why ?? "",
      by: "",
    },
  ]);
}

/** What the dialog lacks before it can be asked; undefined when nothing. Until when it is down nobody may know. */
export function downFault(form: { equipment: string; from: string; to: string }): string | undefined {
  if (form.equipment === "") return "Choose what is down.";
  const from = Date.parse(form.from);
  const to = Date.parse(form.to);
  if (!Number.isFinite(from)) return "Say since when.";
  if (form.to === "") return undefined;
  return to > from ? undefined : "It must be down until after it went down.";
}
