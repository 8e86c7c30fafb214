// Stock against what open orders still need: bars, and what is said of them. Pure.

import type { OrderMaterial, Stock } from "kit/api/mes_materials";
import type { Order } from "kit/api/mes_types";
import { amountText } from "kit/format/amount";
import { parseUtc } from "kit/format/time";
import { compareOrders } from "mes/state/words";

const kOpen = ["Waiting", "Pending", "Ready", "Dispatched", "Running", "Suspended", "Held"];
/** Each is asked for on its own: more than this are not. */
export const kMostOrders = 60;

/** The orders that still take material, nearest first. */
export const openOrders = (orders: readonly Order[]): Order[] =>
  orders.filter((o) => kOpen.includes(o.state)).sort(compareOrders);

/** What is still needed of each material, and by which orders; in the material's unit. */
export type Needs = Map<string, { quantity: number; orders: string[] }>;

export function needsOf(materials: ReadonlyMap<string, readonly OrderMaterial[]>): Needs {
  const needs: Needs = new Map();
  for (const [order, list] of materials) {
    for (const { material, needed, used } of list) {
      const quantity = Math.max(0, needed - used);
      if (quantity <= 0) continue;
      const known = needs.get(material) ?? { quantity: 0, orders: [] };
      needs.set(material, { quantity: known.quantity + quantity, orders: [...known.orders, order] });
    }
  }
  return needs;
}

export interface StockBar {
  stock: Stock;
  needed: number;
  orders: string[];
  /** Beyond what is there and announced. */
  short: number;
  /** Shares of the bar's length, 0 to 1: what may be used, what is announced, and where the need stands. */
  left: number;
  coming: number;
  need: number;
  text: string;
}

const coming = (stock: Stock) => stock.arrivals.reduce((sum, a) => sum + a.quantity, 0);

function textOf(stock: Stock, needed: number, short: number): string {
  if (needed <= 0) return "No open order needs it";
  const there = stock.left - needed;
  if (there >= 0) return `Enough, ${amountText(there, stock.unit)} beyond the need`;
  if (short > 0) return `${amountText(short, stock.unit)} short`;
  return `${amountText(-there, stock.unit)} must arrive first`;
}

/** What is short first, then what waits for an arrival, then by name. */
export function stockBars(stock: readonly Stock[], needs: Needs): StockBar[] {
  const rank = (bar: StockBar) => (bar.short > 0 ? 0 : bar.needed > bar.stock.left ? 1 : 2);
  return stock
    .map((one): StockBar => {
      const need = needs.get(one.material);
      const needed = need?.quantity ?? 0;
      const arriving = coming(one);
      const whole = Math.max(one.left + arriving, needed, 1e-9);
      const short = Math.max(0, needed - one.left - arriving);
      return {
        ...{ stock: one, needed, orders: need?.orders ?? [], short },
        ...{ left: Math.max(0, one.left) / whole, coming: arriving / whole, need: needed / whole },
        text: textOf(one, needed, short),
      };
    })
    .sort((a, b) => rank(a) - rank(b) || a.stock.name.localeCompare(b.stock.name));
}

/** The next announced arrival that is not past, else the one that is overdue longest. */
export function nextArrival(
  stock: Stock,
  now: number,
): { id: string; at: number; quantity: number; overdue: boolean } | undefined {
  const known = stock.arrivals
    .map(({ id, at, quantity }) => ({ id, quantity, at: parseUtc(at) ?? 0 }))
    .sort((a, b) => a.at - b.at);
  const first = known[0];
  return first && { ...first, overdue: first.at < now };
}

/** What the form asks for before it can be sent; undefined when it can. */
export function receiptFault(form: { material: string; quantity: number | undefined }): string | undefined {
  if (form.material === "") return "Choose the material.";
  if (form.quantity === undefined) return "Say how much came in.";
  return form.quantity > 0 ? undefined : "More than nothing must come in.";
}
