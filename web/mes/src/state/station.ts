// What an operator's station shows of its line: the order that has it, the next ones, whether the material booked in is
// enough, and what a scanner typed. Pure.

import type { OrderMaterial } from "kit/api/mes_materials";
import type { Order, Planned } from "kit/api/mes_types";
import { amountText } from "kit/format/amount";
import { parseUtc } from "kit/format/time";

const kOnLine = ["Running", "Suspended", "Held"];
/** Those the line has already come first. */
const kComing = ["Ready", "Dispatched", "Pending"];

export interface LineOrders {
  current: Order | undefined;
  next: Order[];
}

const lineOf = (path: string) => path.split("/")[0] ?? path;

/** When an order is planned to begin; what has no place in the plan comes after what has one. */
const kNoPlace = "9";
type Starts = ReadonlyMap<string, string>;

export const startsOf = (plan: readonly Pick<Planned, "order_id" | "start" | "left_out">[]): Starts =>
  new Map(plan.filter((place) => !place.left_out).map((place) => [place.order_id, place.start]));

const inOrder = (states: readonly string[], starts: Starts) => (a: Order, b: Order) =>
  states.indexOf(a.state) - states.indexOf(b.state) ||
  (starts.get(a.id) ?? kNoPlace).localeCompare(starts.get(b.id) ?? kNoPlace) ||
  a.priority - b.priority ||
  (a.due ?? "9").localeCompare(b.due ?? "9") ||
  a.id.localeCompare(b.id);

/** The order that has the line, what runs before what is held, and those that come, nearest first. */
export function lineOrders(orders: readonly Order[], line: string, starts: Starts = new Map()): LineOrders {
  const here = orders.filter((o) => lineOf(o.equipment) === line);
  const onLine = here.filter((o) => kOnLine.includes(o.state)).sort(inOrder(kOnLine, starts));
  return { current: onLine[0], next: here.filter((o) => kComing.includes(o.state)).sort(inOrder(kComing, starts)) };
}

/** The lines that orders are for; without any, those of the equipment. */
export function linesOf(orders: readonly Pick<Order, "equipment">[], equipment: readonly { path: string }[]): string[] {
  const named = orders.map((o) => lineOf(o.equipment)).filter((line) => line !== "");
  return [...new Set([...named, ...equipment.map((e) => lineOf(e.path))])].sort();
}

export interface Sufficiency {
  /** Of what is still needed, in the material's unit. */
  needed: number;
  left: number;
  short: number;
  /** 0 to 1. */
  share: number;
  text: string;
}

/** What is left of the booked lots against what the order still takes. The server's word on "enough" holds. */
export function sufficiency(m: Pick<OrderMaterial, "needed" | "used" | "left" | "unit" | "enough">): Sufficiency {
  const needed = Math.max(0, m.needed - m.used);
  const short = m.enough ? 0 : Math.max(0, needed - m.left);
  const share = needed <= 0 ? 1 : Math.max(0, Math.min(1, m.left / needed));
  const text = m.enough
    ? "Enough"
    : m.left <= 0
      ? `Nothing booked in, ${amountText(needed, m.unit)} needed`
      : short > 0
        ? `${amountText(short, m.unit)} short`
        : "Not enough";
  return { needed, left: m.left, short, share, text };
}

/** What is missing first. */
export const byNeed = (a: OrderMaterial, b: OrderMaterial) =>
  Number(a.enough) - Number(b.enough) || a.name.localeCompare(b.name);

/** "2 of 5 materials are not enough" */
export function materialsText(materials: readonly Pick<OrderMaterial, "enough">[]): string {
  const lacking = materials.filter((m) => !m.enough).length;
  if (materials.length === 0) return "The bill names no bought material";
  if (lacking === 0) return "All material is booked in";
  return lacking === 1 ? "One material is not enough" : `${lacking} of ${materials.length} materials are not enough`;
}

/**
 * The id in what a scanner typed: without the symbology identifier (ISO/IEC 15424, "]C1"), control characters and
 * blanks, and out of the address of a lot's page.
 */
export function scannedId(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, "").trim();
  const code = plain.replace(/^\][A-Za-z]\w/, "");
  const inAddress = /\/lots\/([^/?#]+)/.exec(code)?.[1];
  if (inAddress === undefined) return code;
  try {
    return decodeURIComponent(inAddress);
  } catch {
    return inAddress;
  }
}

/** Warns before a lot expires; undefined while there is time. */
export function expiryText(expires: string | null | undefined, now: number): string | undefined {
  const at = parseUtc(expires);
  if (at === undefined) return undefined;
  if (at <= now) return "Expired";
  const days = Math.floor((at - now) / 86_400_000);
  if (days > 7) return undefined;
  return days === 0 ? "Expires within a day" : `Expires in ${days === 1 ? "a day" : `${days} days`}`;
}
