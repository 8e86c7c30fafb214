// The MES's words as people read them: order states, lot kinds, dispositions, deviations and workflow steps.

import type { Deviation, Lot, Order } from "kit/api/mes_types";
import { leafOf } from "kit/units";
import { sentenceCase } from "kit/format/words";

export const unitName = (path: string) => sentenceCase(leafOf(path));

export type OrderAction = "release" | "start" | "hold" | "complete" | "abort";

/** What may be asked of an order in each ISA-95 state. The server has the last word. */
const kActions: Record<string, OrderAction[]> = {
  Waiting: ["release", "abort"],
  Ready: ["start", "abort"],
  Running: ["hold", "complete", "abort"],
  Held: ["start", "complete", "abort"],
};

export const actionsOf = (order: Pick<Order, "state">): OrderAction[] => kActions[order.state] ?? [];

export const kActionText: Record<OrderAction, string> = {
  release: "Release",
  start: "Start",
  hold: "Hold",
  complete: "Complete",
  abort: "Abort",
};

/** Actions that cannot be taken back are asked about first. */
export const kIrreversible: Partial<Record<OrderAction, string>> = {
  complete: "A completed order takes no more counts and cannot be started again.",
  abort: "An aborted order cannot be started again. What was made stays recorded.",
};

export const kOrderRank = ["Running", "Held", "Ready", "Waiting", "Completed", "Aborted"];

/** Running first, then by what comes next, then by the due time. */
export function compareOrders(a: Order, b: Order): number {
  const rank = (o: Order) => (kOrderRank.indexOf(o.state) + kOrderRank.length + 1) % (kOrderRank.length + 1);
  return rank(a) - rank(b) || (a.due ?? "").localeCompare(b.due ?? "") || a.id.localeCompare(b.id);
}

const kKinds: Record<string, string> = { batch: "Batch", sublot: "Sublot", pallet: "Pallet", bottles: "Bottles" };
export const kindText = (kind: string | undefined) => (kind ? (kKinds[kind] ?? sentenceCase(kind)) : "");

const kDispositions: Record<Lot["disposition"], string> = {
  none: "–",
  held: "Held",
  released: "Released",
  rejected: "Rejected",
};
export const dispositionText = (d: Lot["disposition"]) => kDispositions[d] ?? d;

export const kDeviationStates: Record<Deviation["state"], string> = {
  open: "Open",
  corrected: "Corrected",
  escalated: "Handed to a person",
  closed: "Closed",
};

export const isOpen = (d: Pick<Deviation, "state">) => d.state === "open" || d.state === "escalated";

/** "HIGH_TEMP" → "High temp" */
export const ruleText = (rule: string) => sentenceCase(rule.toLowerCase());
