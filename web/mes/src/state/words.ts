// The MES's words as people read them: order states, lot kinds, dispositions, deviations and workflow steps.

import type { AffectedLot, Deviation, Lot, Order } from "kit/api/mes_types";
import { formatNumber } from "kit/format/number";
import { reasonText, sentence, sentenceCase, shortId, withNames } from "kit/format/words";

export type OrderAction =
  "dispatch" | "release" | "start" | "resume" | "hold" | "complete" | "cancel" | "abort" | "close";

/** What may be asked of an order in each ISA-95 state. The server has the last word. */
const kActions: Record<string, OrderAction[]> = {
  Waiting: ["dispatch", "release", "cancel"],
  Pending: ["dispatch", "release", "cancel"],
  Dispatched: ["start", "cancel"],
  Ready: ["dispatch", "start", "hold", "cancel"],
  Running: ["hold", "complete", "abort"],
  Held: ["start", "complete", "abort"],
  Suspended: ["resume", "hold", "complete", "abort"],
  Completed: ["close"],
  Aborted: ["close"],
  Cancelled: ["close"],
};

export const actionsOf = (order: Pick<Order, "state">): OrderAction[] => kActions[order.state] ?? [];

export const kActionText: Record<OrderAction, string> = {
  dispatch: "Send to line",
  release: "Release",
  start: "Start",
  resume: "Resume",
  hold: "Hold",
  complete: "Complete",
  cancel: "Cancel order",
  abort: "Abort",
  close: "Close",
};

/** Actions that cannot be taken back are asked about first. */
export const kIrreversible: Partial<Record<OrderAction, string>> = {
  complete: "A completed order takes no more counts and cannot be started again.",
  cancel: "A cancelled order will never be made.",
  abort: "An aborted order cannot be started again. What was made stays recorded.",
  close: "The counts of a closed order can no longer be corrected.",
};

/** Without a reason an order may not be completed with fewer pieces than its tolerance allows. */
export const wantsReason = (order: Pick<Order, "standing">, action: OrderAction): boolean =>
  action === "complete" ? order.standing === "below" : action !== "close";

/** "11,880 to 12,240", and how far that is from what was ordered. */
export function toleranceText(order: Pick<Order, "fewest" | "most" | "under_percent" | "over_percent">): string {
  if (order.under_percent === 0 && order.over_percent === 0) return "None: exactly the quantity";
  const share = (percent: number) => formatNumber(percent, Number.isInteger(percent) ? 0 : 1);
  return (
    `${formatNumber(order.fewest, 0)} to ${formatNumber(order.most, 0)} ` +
    `(−${share(order.under_percent)} %, +${share(order.over_percent)} %)`
  );
}

export const kOrderRank = [
  "Running",
  "Suspended",
  "Held",
  "Ready",
  "Dispatched",
  "Pending",
  "Waiting",
  "Completed",
  "Aborted",
  "Cancelled",
  "Closed",
];

/** Running first, then by what comes next, then by the due time. */
export function compareOrders(a: Order, b: Order): number {
  const rank = (o: Order) => (kOrderRank.indexOf(o.state) + kOrderRank.length + 1) % (kOrderRank.length + 1);
  return rank(a) - rank(b) || (a.due ?? "").localeCompare(b.due ?? "") || a.id.localeCompare(b.id);
}

const kKinds: Record<string, string> = {
  batch: "Batch",
  sublot: "Sublot",
  pallet: "Pallet",
  bottles: "Bottles",
  received: "Received",
};
export const kindText = (kind: string | undefined) => (kind ? (kKinds[kind] ?? sentenceCase(kind)) : "");

const kDispositions: Record<Lot["disposition"], string> = {
  none: "–",
  held: "Held",
  released: "Released",
  rejected: "Rejected",
};
export const dispositionText = (d: Lot["disposition"]) => kDispositions[d] ?? d;

const kTracing: Record<NonNullable<Lot["tracing"]>, string> = {
  untraced: "Tracing begins here",
  measured: "Measured",
  presumed: "Presumed",
  unknown: "Unknown",
};
/** How well it is known what a lot was made of. */
export const tracingText = (tracing: Lot["tracing"]) => (tracing ? (kTracing[tracing] ?? sentenceCase(tracing)) : "–");

/** A decision goes on to what was made of the lot: whoever made it has to know how far it went. */
export function affectedText({ with: along = [], still_held: kept = [] }: Partial<AffectedLot>): string {
  const list = (lots: readonly string[]) => lots.map(shortId).join(", ");
  return [
    along.length > 0 && `With it: ${list(along)}.`,
    kept.length > 0 && `Still held for another reason: ${list(kept)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

export const kDeviationStates: Record<Deviation["state"], string> = {
  open: "Open",
  corrected: "Corrected",
  escalated: "Handed to a person",
  closed: "Closed",
};

export const isOpen = (d: Pick<Deviation, "state">) => d.state === "open" || d.state === "escalated";

/** "HIGH_TEMP" → "High temp" */
export const ruleText = (rule: string) => sentenceCase(rule.toLowerCase());

/** "Take over line1/pasteurizer: HIGH_TEMP" → "Take over the pasteurizer: high temp" */
export const taskTitle = (title: string) =>
  withNames(title).replace(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g, (rule) => rule.replace(/_/g, " ").toLowerCase());

/** What happened, in the server's sentence or by the rule's name. */
export const headline = (d: Pick<Deviation, "summary" | "rule">) => sentence(d.summary) || ruleText(d.rule);

const kAlarmMoments: Record<string, string> = {
  UNACK: "Alarm raised",
  ACKED: "Alarm acknowledged",
  RTNUN: "Alarm over, not acknowledged",
  NORM: "Alarm over",
};

/** What an action was; the states of alarms (ISA-18.2) in words. */
export function actionText(what: string): string {
  const state = /^alarm (\w+)$/.exec(what)?.[1];
  return (state && kAlarmMoments[state]) ?? sentenceCase(what);
}

/** What a detail adds to what was said: not the path of an alarm, which the page's head names, nor the same again. */
export function detailText(detail: string, said: string): string {
  const text = detail.replace(/^[\w-]+(\/[\w-]+)+: /, "");
  return said.toLowerCase().includes(text.toLowerCase()) ? "" : reasonText(withNames(text));
}

const kDoers: Record<string, string> = {
  bridge: "Bridge",
  chart: "Chart",
  genealogy: "Genealogy",
  mes: "MES",
  quality: "Quality",
  scada: "SCADA",
  workflow: "Workflow",
};
/** Who did it: a part of the system by its name, a person as they sign in. */
export const doerText = (by: string) => kDoers[by] ?? (by.startsWith("workflow ") ? sentenceCase(by) : by);

/** A deviation's severity as an alarm's priority: numbers as they are, words by their meaning. */
export function priorityOf(deviation: Pick<Deviation, "severity">): number {
  const { severity } = deviation;
  if (typeof severity === "number") return Math.min(4, Math.max(1, severity));
  const byWord: Record<string, number> = { critical: 1, major: 2, high: 2, medium: 3, minor: 3, low: 4 };
  return byWord[severity.toLowerCase()] ?? (Number(severity) || 2);
}

/** The gravest first, then the newest. */
export function compareUrgency(a: Deviation, b: Deviation): number {
  return priorityOf(a) - priorityOf(b) || b.opened_at.localeCompare(a.opened_at);
}
