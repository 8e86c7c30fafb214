// What the open orders still need: each order is asked for its materials, a few at a time, and again when orders or
// lots change.

import { useEffect, useState } from "preact/hooks";
import { api } from "kit/api/client";
import type { OrderMaterial } from "kit/api/mes_materials";
import type { Order } from "kit/api/mes_types";
import { kMostOrders, type Needs, needsOf, openOrders } from "mes/state/stock";

const kAtOnce = 4;
/** A running order counts every second; its needs are not asked for as often. */
const kRestMs = 5000;

export interface KnownNeeds {
  needs: Needs;
  asked: number;
  open: number;
  /** Orders whose need is not known, such as without a bill. */
  unknown: string[];
  ready: boolean;
}

const kNothing: KnownNeeds = { needs: new Map(), asked: 0, open: 0, unknown: [], ready: false };

async function askAll(orders: readonly string[], signal: AbortSignal) {
  const found = new Map<string, OrderMaterial[]>();
  const unknown: string[] = [];
  const rest = [...orders];
  const askOn = async () => {
    for (let id = rest.shift(); id !== undefined && !signal.aborted; id = rest.shift()) {
      try {
        found.set(id, await api.get<OrderMaterial[]>(`/api/v1/orders/${encodeURIComponent(id)}/materials`, signal));
      } catch {
        unknown.push(id);
      }
    }
  };
  await Promise.all(Array.from({ length: kAtOnce }, askOn));
  return { found, unknown };
}

export function useNeeds(orders: readonly Order[] | undefined): KnownNeeds {
  const [known, setKnown] = useState(kNothing);
  const open = openOrders(orders ?? []);
  const asked = open.slice(0, kMostOrders).map((o) => o.id as string);
  // Which orders are open, how much of them, and a slow pulse while they are made.
  const key = orders ? open.map((o) => `${o.id} ${o.quantity} ${o.state}`).join() : undefined;
  const [pulse, setPulse] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setPulse((n) => n + 1), kRestMs);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (key === undefined) return undefined;
    const stop = new AbortController();
    void askAll(asked, stop.signal).then(({ found, unknown }) => {
      if (!stop.signal.aborted)
        setKnown({ needs: needsOf(found), asked: asked.length, open: open.length, unknown, ready: true });
    });
    return () => stop.abort();
  }, [key, pulse]);
  return known;
}
