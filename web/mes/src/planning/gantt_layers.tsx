// What lies in a row of the Gantt beside its bars: closed times behind them, and before them where orders would stand
// after a change that is not in force.

import type { Bar } from "mes/state/plan";
import type { Closed, Draft } from "mes/state/plan_change";
import { fitted, stretchOf, type TimeWindow } from "mes/state/time_window";

const kTop = 10;
const kBarPx = 42;
const kLetterPx = 7.2;
const kIdLetterPx = 8.6;

interface Shown {
  window: TimeWindow;
  width: number;
}

export function ClosedTimes({ closed, window, width }: Shown & { closed: readonly Closed[] }) {
  return (
    <>
      {closed.map((each) => {
        const at = stretchOf(each.from, Math.min(each.to, window.to + 1), window, width);
        if (!at) return null;
        return (
          <g key={each.id} class="closed">
            <title>{each.text}</title>
            <rect x={at.x} y={2} width={at.width} height={84} />
            <text x={Math.max(at.x, 0) + 6} y={82}>
              {fitted(each.text, at.width - 10, kLetterPx, "start")}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Where each would stand, outlined over the plan in force. */
export function Ghosts({ bars, draft, window, width }: Shown & { bars: readonly Bar[]; draft: Draft | undefined }) {
  return (
    <>
      {bars.map((bar) => (
        <Ghost key={bar.order.id} name={bar.order.id} from={bar.start} to={bar.end} window={window} width={width} />
      ))}
      {draft && (
        <Ghost
          name={draft.order}
          from={draft.start}
          to={draft.start + draft.lengthMs}
          window={window}
          width={width}
          held
        />
      )}
    </>
  );
}

interface GhostProps extends Shown {
  name: string;
  from: number;
  to: number;
  held?: boolean;
}

function Ghost({ name, from, to, window, width, held }: GhostProps) {
  const at = stretchOf(from, to, window, width);
  if (!at) return null;
  return (
    <g class={`ghost${held ? " held" : ""}`} aria-hidden="true">
      <rect x={at.x + 1} y={kTop + 1} width={Math.max(1, at.width - 2)} height={kBarPx - 2} rx={2} />
      <text x={Math.max(at.x, 0) + 8} y={kTop + 18}>
        {fitted(name, at.width - 12, kIdLetterPx, "end")}
      </text>
    </g>
  );
}
