// One line of the Gantt: its bars, and below them when each order is due.

import { formatNumber } from "kit/format/number";
import { absoluteTime } from "kit/format/time";
import { count } from "kit/format/words";
import { type Bar, isLate, latenessText, minutesText, whyText } from "mes/state/plan";
import { isMovable } from "mes/state/plan_change";
import { fitted, placeOf, stretchOf, type TimeWindow, withRoom } from "mes/state/time_window";

export const kRowPx = 88;
const kBarTop = 10;
const kBarPx = 42;
const kDueTop = kBarTop + kBarPx + 5;
/** What has only begun can be seen and pressed too. */
const kOpenPx = 12;
/** How wide a letter is at most, of the words on a bar and of its id. */
const kLetterPx = 7.4;
const kIdLetterPx = 8.6;

interface Shown {
  window: TimeWindow;
  width: number;
}

interface RowProps extends Shown {
  bars: readonly Bar[];
  /** The person may move what waits. */
  movable: boolean;
  /** Orders that would stand elsewhere after a change that is not in force. */
  leaving: ReadonlySet<string>;
}

export function GanttRow({ bars, window, width, movable, leaving }: RowProps) {
  return (
    <>
      {bars.map((bar) => (
        <Setup key={`${bar.order.id} setup`} bar={bar} window={window} width={width} />
      ))}
      {bars.map((bar) => (
        <OrderBar
          key={bar.order.id}
          bar={bar}
          window={window}
          width={width}
          movable={movable && isMovable(bar)}
          leaving={leaving.has(bar.order.id)}
        />
      ))}
      <Dues bars={bars} window={window} width={width} />
      <Beyond bars={bars} window={window} width={width} />
    </>
  );
}

function Setup({ bar, window, width }: Shown & { bar: Bar }) {
  const at = stretchOf(bar.setup, bar.start, window, width);
  if (!at) return null;
  return (
    <g class="setup">
      <title>{`Changeover to ${product(bar)}: ${minutesText(bar.start - bar.setup)}`}</title>
      <rect class="ground" x={at.x} y={kBarTop + 6} width={at.width} height={kBarPx - 12} />
      <rect class="hatch" x={at.x} y={kBarTop + 6} width={at.width} height={kBarPx - 12} />
    </g>
  );
}

const product = (bar: Bar) => bar.order.description || bar.order.material;

const madeText = ({ order }: Bar) => `${formatNumber(order.good, 0)} of ${formatNumber(order.quantity, 0)}`;

/** All that a bar tells, for the hover and for those who do not see it. */
function titleOf(bar: Bar): string {
  const now = Date.now();
  const end = bar.open ? "?" : absoluteTime(bar.end, now);
  const made = bar.kind === "planned" ? "" : `, ${madeText(bar)} ${bar.order.unit} good`;
  const what = `${bar.order.id}, ${product(bar)}, ${bar.order.state}`;
  const when = `${absoluteTime(bar.start, now)} to ${end}${made}`;
  return `${what}: ${when}. ${latenessText(bar)}. ${whyText(bar.why, now)}`.trim();
}

/** How a bar is moved, for those who read it or hear it. */
const kHowToMove = "Drag it to move it, or press Shift and an arrow key.";

interface BarProps extends Shown {
  bar: Bar;
  movable: boolean;
  leaving: boolean;
}

function OrderBar({ bar, window, width, movable, leaving }: BarProps) {
  const at = stretchOf(bar.start, bar.end, window, width);
  if (!at) return null;
  if (bar.open) at.width = Math.max(kOpenPx, at.width);
  // The words stand where the bar can be seen, also when it began before the window.
  const inset = Math.max(0, -at.x) + 8;
  const room = Math.min(at.x + at.width, width) - Math.max(0, at.x) - 12;
  const state = isLate(bar) && bar.kind !== "made" ? " late" : "";
  const title = movable ? `${titleOf(bar)} ${kHowToMove}` : titleOf(bar);
  const marks = [bar.open && "open", movable && "movable", leaving && "leaving"].filter(Boolean);
  const classes = [`bar ${bar.kind}${state}`, ...marks].join(" ");
  const second = bar.kind === "running" ? `${madeText(bar)} · ${product(bar)}` : product(bar);
  return (
    <a
      href={`/orders/${encodeURIComponent(bar.order.id)}`}
      class={classes}
      aria-label={title}
      aria-keyshortcuts={movable ? "Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown" : undefined}
      data-order={bar.order.id}
    >
      <title>{title}</title>
      <svg x={at.x} y={kBarTop} width={at.width} height={kBarPx}>
        <rect class="body" width={at.width} height={kBarPx} />
        {bar.kind === "running" && <Done bar={bar} at={at} window={window} width={width} />}
        <rect class="edge" x={0.75} y={0.75} width={Math.max(0.5, at.width - 1.5)} height={kBarPx - 1.5} rx={2} />
        <text class="id" x={inset} y={18}>
          {fitted(bar.order.id, room, kIdLetterPx, "end")}
        </text>
        <text x={inset} y={34}>
          {fitted(second, room, kLetterPx, "start")}
        </text>
      </svg>
    </a>
  );
}

/** The share that is made, along the whole bar whether the window shows all of it or not. */
function Done({ bar, at, window, width }: Shown & { bar: Bar; at: { x: number; width: number } }) {
  const from = placeOf(bar.start, window, width);
  const end = from + bar.share * (placeOf(bar.end, window, width) - from);
  const made = Math.max(0, Math.min(at.width, end - at.x));
  return <rect class="done" width={made} height={kBarPx} />;
}

/** A mark at each due date of what is still to be made, with the order's id where there is room. */
function Dues({ bars, window, width }: Shown & { bars: readonly Bar[] }) {
  const marks = bars
    .filter((bar) => bar.kind !== "made" && bar.due !== undefined)
    .map((bar) => ({ bar, x: Math.round(placeOf(bar.due!, window, width)) + 0.5 }))
    .filter(({ x }) => x >= 0 && x <= width)
    .sort((a, b) => a.x - b.x);
  const named = withRoom(
    marks.map(({ x }) => x),
    marks.map(({ bar }) => (bar.order.id.length + 5) * kLetterPx),
    width,
  );
  return (
    <>
      {marks.map(({ bar, x }, i) => (
        <g key={`${bar.order.id} due`} class={`due${isLate(bar) ? " late" : ""}`}>
          <title>{`${bar.order.id} is due ${absoluteTime(bar.due, Date.now())}. ${latenessText(bar)}.`}</title>
          <path d={`M${x - 4.5} ${kDueTop}h9l-4.5 8z`} />
          {named[i] && (
            <text x={x + 8} y={kDueTop + 9}>
              {`due ${bar.order.id}`}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

/** How many orders of the line the window does not reach, before and behind it. */
function Beyond({ bars, window, width }: Shown & { bars: readonly Bar[] }) {
  const earlier = bars.filter((bar) => bar.end <= window.from && bar.kind !== "made").length;
  const later = bars.filter((bar) => bar.setup >= window.to).length;
  return (
    <>
      {earlier > 0 && (
        <text x={4} y={kRowPx - 7}>
          ‹ {count(earlier, "order")} earlier
        </text>
      )}
      {later > 0 && (
        <text x={width - 8} y={kRowPx - 7} text-anchor="end">
          {count(later, "order")} later ›
        </text>
      )}
    </>
  );
}
