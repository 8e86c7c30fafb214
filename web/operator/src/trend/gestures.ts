// What hand, mouse and keys do to a trend: drag pans, or selects with Shift or the tool; two fingers and the wheel zoom
// about where they are; a double click goes back; arrows, plus and minus do the same from the keyboard.

import { type RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Range } from "kit/geometry/scale";
import { momentAt, ordered, panned, pinched, zoomed } from "operator/trend/view";

export interface GesturePort {
  /** The plot between the axes, in pixels of the element. */
  box(): { left: number; width: number };
  range(): Range;
  now(): number;
  selecting(): boolean;
  /** A gesture begins: what is shown now is what "back" leads to. */
  begin(): void;
  show(range: Range): void;
  select(range: Range | undefined): void;
  /** The cursor; undefined hides it. */
  point(t: number | undefined): void;
  cursor(): number | undefined;
  back(): void;
  live(): void;
}

const kWheelStep = 1.0015;
const kWheelPauseMs = 500;
const kMovedPx = 3;
const kStep = 0.1;
export const kZoomStep = 1.6;

interface Drag {
  kind: "pan" | "select" | "pinch";
  shares: Map<number, number>;
  first: Map<number, number>;
  range: Range;
  moved: boolean;
}

class Hands {
  private drag: Drag | undefined;
  private wheeledAt = -Infinity;

  constructor(
    private readonly element: HTMLElement,
    private readonly port: () => GesturePort,
  ) {}

  private share(event: { clientX: number }): number {
    const box = this.port().box();
    return (event.clientX - this.element.getBoundingClientRect().left - box.left) / Math.max(1, box.width);
  }

  down(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    const share = this.share(event);
    if (share < 0 || share > 1) return;
    this.element.setPointerCapture(event.pointerId);
    const port = this.port();
    if (this.drag) {
      const shares = new Map(this.drag.shares).set(event.pointerId, share);
      if (!this.drag.moved) port.begin();
      this.drag = { kind: "pinch", shares, first: new Map(shares), range: port.range(), moved: true };
      return;
    }
    const shares = new Map([[event.pointerId, share]]);
    const kind = event.shiftKey || port.selecting() ? "select" : "pan";
    this.drag = { kind, shares, first: new Map(shares), range: port.range(), moved: false };
  }

  move(event: PointerEvent): void {
    const port = this.port();
    const share = this.share(event);
    const drag = this.drag;
    if (!drag) {
      port.point(share >= 0 && share <= 1 ? momentAt(port.range(), share) : undefined);
      return;
    }
    if (!drag.shares.has(event.pointerId)) return;
    drag.shares.set(event.pointerId, share);
    const start = drag.first.get(event.pointerId)!;
    if (!drag.moved) {
      if (Math.abs(share - start) * port.box().width < kMovedPx) return;
      drag.moved = true;
      if (drag.kind === "pan") port.begin();
    }
    const span = drag.range.high - drag.range.low;
    if (drag.kind === "pan") port.show(panned(drag.range, (start - share) * span, port.now()));
    else if (drag.kind === "select") {
      const selection = this.selection(drag, start, share);
      port.select(selection);
      port.point(share < start ? selection.low : selection.high);
    } else if (drag.shares.size >= 2) port.show(this.pinch(drag));
  }

  private selection(drag: Drag, start: number, share: number): Range {
    const held = Math.max(0, Math.min(1, share));
    return ordered(momentAt(drag.range, start), momentAt(drag.range, held));
  }

  private pinch(drag: Drag): Range {
    const two = (shares: Map<number, number>) => [...shares.values()].slice(0, 2) as [number, number];
    return pinched(drag.range, two(drag.first), two(drag.shares), this.port().now());
  }

  up(event: PointerEvent): void {
    const drag = this.drag;
    if (!drag?.shares.delete(event.pointerId)) return;
    if (drag.shares.size > 0) return;
    this.drag = undefined;
    if (drag.moved) return;
    const port = this.port();
    port.point(momentAt(port.range(), this.share(event)));
    if (drag.kind === "select") port.select(undefined);
  }

  wheel(event: WheelEvent): void {
    if (event.ctrlKey && event.deltaY === 0) return;
    event.preventDefault();
    const port = this.port();
    if (event.timeStamp - this.wheeledAt > kWheelPauseMs) port.begin();
    this.wheeledAt = event.timeStamp;
    const range = port.range();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const perPixel = (range.high - range.low) / Math.max(1, port.box().width);
      port.show(panned(range, event.deltaX * pixels * perPixel, port.now()));
      return;
    }
    const about = momentAt(range, Math.max(0, Math.min(1, this.share(event))));
    port.show(zoomed(range, kWheelStep ** (event.deltaY * pixels), about, port.now()));
  }
}

/** What a key does; undefined when the key is none of ours. */
function keyAction(event: KeyboardEvent, port: GesturePort): (() => void) | undefined {
  const range = port.range();
  const span = range.high - range.low;
  const show = (to: Range) => () => {
    port.begin();
    port.show(to);
  };
  const cursor = port.cursor();
  const about =
    cursor !== undefined && cursor > range.low && cursor < range.high ? cursor : (range.low + range.high) / 2;
  const step = event.key === "ArrowLeft" ? -1 : 1;
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight":
      if (!event.shiftKey) return show(panned(range, step * kStep * span, port.now()));
      return () => port.point(Math.max(range.low, Math.min(range.high, about + step * span * 0.01)));
    case "+":
    case "=":
      return show(zoomed(range, 1 / kZoomStep, about, port.now()));
    case "-":
      return show(zoomed(range, kZoomStep, about, port.now()));
    case "Backspace":
      return () => port.back();
    case "End":
      return () => port.live();
    case "s":
      return () => port.select(range);
    case "Escape":
      return () => {
        port.select(undefined);
        port.point(undefined);
      };
    default:
      return undefined;
  }
}

/** Binds the gestures to the element; the port may change with every render. */
export function useGestures(host: RefObject<HTMLElement>, port: GesturePort): void {
  const latest = useRef(port);
  latest.current = port;
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const hands = new Hands(element, () => latest.current);
    const key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== element) return;
      const action = keyAction(event, latest.current);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    };
    const abort = new AbortController();
    const on = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(kind, act, { signal: abort.signal, passive: kind !== "wheel" && kind !== "keydown" });
    on("pointerdown", (e) => hands.down(e));
    on("pointermove", (e) => hands.move(e));
    on("pointerup", (e) => hands.up(e));
    on("pointercancel", (e) => hands.up(e));
    on("pointerleave", (e) => e.pointerType === "mouse" && latest.current.point(undefined));
    on("wheel", (e) => hands.wheel(e));
    on("dblclick", (e) => !(e.target as Element).closest("button") && latest.current.back());
    on("keydown", key);
    return () => abort.abort();
  }, []);
}
