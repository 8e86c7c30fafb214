// An order taken by its bar: dragged with the pointer along the time and to another line, or moved with Shift and the
// arrow keys. What waits can be moved; a press without a move still follows the bar's link.

import { useRef } from "preact/hooks";
import { kRowPx } from "mes/parts/gantt_row";
import type { Bar } from "mes/state/plan";
import { type Draft, draftOf, isMovable, movedDraft, sameDraft } from "mes/state/plan_change";

const kDragPx = 4;

export interface BarDrag {
  lines: readonly string[];
  bars: readonly Bar[];
  draft: Draft | undefined;
  step: number;
  msPerPx: number;
  enabled: boolean;
  onHold: (draft: Draft) => void;
  onDrop: (draft: Draft) => void;
  onKeys: (draft: Draft) => void;
  onKeep: () => void;
  onCancel: () => void;
}

interface Held {
  x: number;
  y: number;
  from: Draft;
  draft: Draft;
  moved: boolean;
}

const orderAt = (target: EventTarget | null) =>
  (target as Element | null)?.closest("[data-order]")?.getAttribute("data-order") ?? undefined;

/** Each handler says whether the event was its own. */
export function useBarDrag(drag: BarDrag) {
  const held = useRef<Held>();
  const justMoved = useRef(false);
  const draftFor = (target: EventTarget | null): Draft | undefined => {
    const order = drag.enabled ? orderAt(target) : undefined;
    if (order === undefined) return undefined;
    if (drag.draft?.order === order) return drag.draft;
    const bar = drag.bars.find((b) => b.order.id === order);
    return bar && isMovable(bar) ? draftOf(bar) : undefined;
  };
  return {
    onPointerDown: (event: PointerEvent): boolean => {
      justMoved.current = false;
      const from = event.button === 0 ? draftFor(event.target) : undefined;
      held.current = from && { x: event.clientX, y: event.clientY, from, draft: from, moved: false };
      return from !== undefined;
    },
    onPointerMove: (event: PointerEvent): boolean => {
      const hand = held.current;
      if (!hand) return false;
      const dx = event.clientX - hand.x;
      const dy = event.clientY - hand.y;
      if (!hand.moved && Math.max(Math.abs(dx), Math.abs(dy)) < kDragPx) return true;
      if (!hand.moved) (event.currentTarget as Element).setPointerCapture(event.pointerId);
      hand.moved = true;
      const next = movedDraft(hand.from, dx * drag.msPerPx, Math.round(dy / kRowPx), drag.lines, drag.step);
      if (!sameDraft(next, hand.draft)) drag.onHold(next);
      hand.draft = next;
      return true;
    },
    onPointerUp: (): void => {
      const hand = held.current;
      held.current = undefined;
      if (!hand?.moved) return;
      justMoved.current = true;
      if (sameDraft(hand.draft, hand.from) && !drag.draft) drag.onCancel();
      else drag.onDrop(hand.draft);
    },
    onPointerCancel: (): void => {
      if (held.current?.moved) drag.onCancel();
      held.current = undefined;
    },
    /** The click that ends a drag follows no link. */
    onClickCapture: (event: Event): void => {
      if (justMoved.current) event.preventDefault();
      justMoved.current = false;
    },
    onKeyDown: (event: KeyboardEvent): boolean => {
      if (event.key === "Escape" && drag.draft) {
        drag.onCancel();
        return true;
      }
      if (!event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
      const from = draftFor(event.target);
      if (event.key === "Enter" && drag.draft) {
        event.preventDefault();
        drag.onKeep();
        return true;
      }
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!from || !way) return false;
      event.preventDefault();
      drag.onKeys(movedDraft(from, way[0]! * drag.step, way[1]!, drag.lines, drag.step));
      return true;
    },
  };
}
