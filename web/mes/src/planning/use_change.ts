// A change of the plan before it is in force: an order moved by hand, or an event that is planned around. The server is
// asked what it would come to; a person then keeps it or leaves the plan as it was.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { MoveAnswer, PlanEvent, Replanned } from "kit/api/mes_plan";
import { refreshShown } from "kit/api/resource";
import type { Draft } from "mes/state/plan_change";

/** After a key the next may come: the server is asked once they rest. */
const kRestMs = 450;

interface Asked {
  /** Nothing was answered yet. */
  busy: boolean;
  fault?: string;
  keeping?: boolean;
}

export type Change =
  | (Asked & { kind: "move"; draft: Draft; answer?: MoveAnswer })
  | (Asked & { kind: "event"; event: PlanEvent; answer?: Replanned });

const bodyOf = (draft: Draft) => ({
  order: draft.order,
  start: new Date(draft.start).toISOString(),
  ...(draft.line === draft.ownLine ? {} : { equipment: draft.line }),
});

const askMove = (draft: Draft, keep: boolean) =>
  api.post<MoveAnswer>("/api/v1/schedule/move", { ...bodyOf(draft), keep });
const askEvent = (event: PlanEvent, keep: boolean) =>
  api.post<Replanned>("/api/v1/schedule/replan", { ...event, keep });

export function useChange() {
  const [change, setChange] = useState<Change>();
  /** Only the answer to what was asked last counts. */
  const turn = useRef(0);
  const rest = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(rest.current), []);

  const begin = (next: Change): number => {
    clearTimeout(rest.current);
    setChange(next);
    return ++turn.current;
  };
  const put = (mine: number, more: object) => {
    if (mine === turn.current) setChange((before) => before && ({ ...before, ...more } as Change));
  };
  const settle = async (mine: number, asked: Promise<MoveAnswer | Replanned>) => {
    try {
      put(mine, { busy: false, answer: await asked });
    } catch (cause) {
      put(mine, { busy: false, fault: sentenceOf(cause) });
    }
  };

  /** In the hand: nothing is asked yet. */
  const hold = (draft: Draft) => void begin({ kind: "move", draft, busy: true });
  const ask = (draft: Draft) => {
    const mine = begin({ kind: "move", draft, busy: true });
    void settle(mine, askMove(draft, false));
  };
  const askSoon = (draft: Draft) => {
    hold(draft);
    rest.current = setTimeout(() => ask(draft), kRestMs);
  };
  const replan = (event: PlanEvent) => {
    const mine = begin({ kind: "event", event, busy: true });
    void settle(mine, askEvent(event, false));
  };
  const cancel = () => {
    clearTimeout(rest.current);
    turn.current += 1;
    setChange(undefined);
  };
  const keep = async () => {
    if (!change?.answer || change.keeping) return;
    const mine = ++turn.current;
    put(mine, { keeping: true, fault: undefined });
    try {
      if (change.kind === "move") await askMove(change.draft, true);
      else await askEvent(change.event, true);
      for (const topic of ["orders", "schedule"]) refreshShown(topic);
      if (mine === turn.current) setChange(undefined);
    } catch (cause) {
      put(mine, { keeping: false, fault: sentenceOf(cause) });
    }
  };
  return { change, hold, ask, askSoon, replan, keep, cancel };
}

export type Changing = ReturnType<typeof useChange>;
