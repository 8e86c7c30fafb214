// The plan as a Gantt: a row a line; the changeover hatched before its order, what is made filled as far as it is, the
// due dates below, and now. It is moved by dragging, by the wheel and by the arrow keys; an order that waits is moved
// by its bar.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { unitName } from "kit/format/words";
import { GanttRow, kRowPx } from "mes/parts/gantt_row";
import { ClosedTimes, Ghosts } from "mes/planning/gantt_layers";
import { type BarDrag, useBarDrag } from "mes/planning/use_bar_drag";
import type { Bar } from "mes/state/plan";
import type { Closed, Draft } from "mes/state/plan_change";
import { moved, placeOf, type Tick, ticksOf, type TimeWindow } from "mes/state/time_window";

const kAxisPx = 28;
const kGutterPx = 76;
/** A pointer that moved less has clicked. */
const kDragPx = 4;

interface Props {
  bars: readonly Bar[];
  lines: readonly string[];
  window: TimeWindow;
  now: number;
  onMove: (window: TimeWindow) => void;
  closed: readonly Closed[];
  /** Where orders would stand after a change that is not in force. */
  proposed: readonly Bar[];
  drag: Omit<BarDrag, "lines" | "bars" | "msPerPx">;
}

/** The width the chart has, measured as it changes. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width };
}

/** Drag, wheel and keys as moves of the window. */
function useMoves(shown: TimeWindow, plotPx: number, onMove: (window: TimeWindow) => void) {
  const drag = useRef<{ x: number; window: TimeWindow; moved: boolean }>();
  const msPerPx = (shown.to - shown.from) / Math.max(1, plotPx);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button === 0) drag.current = { x: event.clientX, window: shown, moved: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const held = drag.current;
      if (!held) return;
      if (event.buttons === 0) {
        drag.current = undefined;
        return;
      }
      const by = event.clientX - held.x;
      if (!held.moved && Math.abs(by) < kDragPx) return;
      if (!held.moved) (event.currentTarget as Element).setPointerCapture(event.pointerId);
      held.moved = true;
      onMove(moved(held.window, -by * msPerPx));
    },
    // The click that ends a drag follows no link.
    onClickCapture: (event: Event) => {
      if (drag.current?.moved) event.preventDefault();
      drag.current = undefined;
    },
    onDragStart: (event: Event) => event.preventDefault(),
    onWheel: (event: WheelEvent) => {
      const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (by === 0) return;
      event.preventDefault();
      onMove(moved(shown, by * msPerPx));
    },
    onKeyDown: (event: KeyboardEvent) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      onMove(moved(shown, (way * (shown.to - shown.from)) / 8));
    },
  };
}

/** What is not done with a bar moves the window. */
function useHands(props: Props, plot: number) {
  const { window, onMove, bars, lines, drag } = props;
  const moves = useMoves(window, plot, onMove);
  const msPerPx = (window.to - window.from) / Math.max(1, plot);
  const hand = useBarDrag({ ...drag, bars, lines, msPerPx });
  return {
    ...moves,
    onPointerDown: (event: PointerEvent) => void (hand.onPointerDown(event) || moves.onPointerDown(event)),
    onPointerMove: (event: PointerEvent) => void (hand.onPointerMove(event) || moves.onPointerMove(event)),
    onPointerUp: hand.onPointerUp,
    onPointerCancel: hand.onPointerCancel,
    onKeyDown: (event: KeyboardEvent) => void (hand.onKeyDown(event) || moves.onKeyDown(event)),
    onClickCapture: (event: Event) => {
      hand.onClickCapture(event);
      moves.onClickCapture(event);
    },
  };
}

export function Gantt(props: Props) {
  const { bars, lines, window, now, closed, proposed, drag } = props;
  const { box, width } = useWidth();
  const plot = Math.max(0, width - kGutterPx);
  const hands = useHands(props, plot);
  const leaving = new Set<string>(proposed.map((b) => b.order.id));
  if (drag.draft) leaving.add(drag.draft.order);
  const height = kAxisPx + lines.length * kRowPx;
  return (
    <div class="mes-gantt mw-live" ref={box}>
      {plot > 0 && (
        <svg width={width} height={height} tabIndex={0} role="group" aria-label="Plan by line and time" {...hands}>
          <Patterns />
          {lines.map((line, i) => (
            <g key={line} transform={`translate(0 ${kAxisPx + i * kRowPx})`}>
              <path class="rule" d={`M0 .5H${width}`} />
              <text class="line" x={16} y={32}>
                {unitName(line)}
              </text>
            </g>
          ))}
          <svg x={kGutterPx} width={plot} height={height}>
            <Axis window={window} width={plot} height={height} now={now} />
            {lines.map((line, i) => (
              <g key={line} transform={`translate(0 ${kAxisPx + i * kRowPx})`}>
                <ClosedTimes closed={closed.filter((c) => c.line === line)} window={window} width={plot} />
                <GanttRow
                  bars={bars.filter((b) => b.line === line)}
                  window={window}
                  width={plot}
                  movable={drag.enabled}
                  leaving={leaving}
                />
                <Ghosts
                  bars={proposed.filter((b) => b.line === line && !isWhereHeld(b, drag.draft))}
                  draft={drag.draft?.line === line ? drag.draft : undefined}
                  window={window}
                  width={plot}
                />
              </g>
            ))}
            <Now at={placeOf(now, window, plot)} height={height} width={plot} />
          </svg>
        </svg>
      )}
    </div>
  );
}

/** Whether a proposed place is the one that the order is held at, which is drawn already. */
const isWhereHeld = (bar: Bar, draft: Draft | undefined) =>
  bar.order.id === draft?.order && bar.line === draft.line && Math.abs(bar.start - draft.start) < 30_000;

function Patterns() {
  return (
    <defs>
      <pattern id="mes-setup" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" />
      </pattern>
      <pattern id="mes-closed" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <path d="M0 0V9" />
      </pattern>
    </defs>
  );
}

const kNowHalfPx = 22;
const kLetterPx = 8.2;

/** Whether each tick's label has room: before the edge, beside "Now", and behind the label before it. */
function labelled(ticks: readonly Tick[], places: readonly number[], width: number, nowAt: number): boolean[] {
  let free = -Infinity;
  return ticks.map((tick, i) => {
    const x = places[i]!;
    const end = x + 4 + tick.label.length * kLetterPx;
    const room = x >= free && end <= width && (x - kNowHalfPx > nowAt || end + kNowHalfPx < nowAt);
    if (room) free = end;
    return room;
  });
}

function Axis({ window, width, height, now }: { window: TimeWindow; width: number; height: number; now: number }) {
  const ticks = ticksOf(window, width, 64);
  const places = ticks.map((tick) => Math.round(placeOf(tick.at, window, width)) + 0.5);
  const shown = labelled(ticks, places, width, placeOf(now, window, width));
  return (
    <g class="axis">
      {ticks.map((tick, i) => (
        <g key={tick.at} class={tick.day ? "day" : ""}>
          <path d={`M${places[i]} ${tick.day ? 4 : 22}V${height}`} />
          {shown[i] && (
            <text x={places[i]! + 4} y={18}>
              {tick.label}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function Now({ at, height, width }: { at: number; height: number; width: number }) {
  if (at < 0 || at > width) return null;
  const x = Math.round(at) + 0.5;
  const label = Math.min(width - kNowHalfPx, Math.max(kNowHalfPx, x));
  return (
    <g class="now">
      <path d={`M${x} 24V${height}`} />
      <rect x={label - kNowHalfPx} y={5} width={2 * kNowHalfPx} height={19} rx={3} />
      <text x={label} y={18} text-anchor="middle">
        Now
      </text>
    </g>
  );
}
