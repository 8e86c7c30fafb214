// The planner's page: the plan in force and what really happens as a Gantt, the same as a table with the reasons, and
// planning anew.

import { useEffect, useState } from "preact/hooks";
import type { Order, Planned } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { Icon } from "kit/components/icons";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { relativeTime } from "kit/format/time";
import { capital } from "kit/format/words";
import { now } from "kit/live/clock";
import { go, query, withQuery } from "kit/router/router";
import { Gantt } from "mes/parts/gantt";
import { PlanButton } from "mes/parts/plan_button";
import { PlanTable } from "mes/parts/plan_table";
import { barsOf, planText, plannedAt, unplacedOf } from "mes/state/plan";
import { kZooms, moved, type TimeWindow, windowOf, zoomOf } from "mes/state/time_window";

/** The address follows a moving window once it rests: browsers take only so many addresses a second. */
const kRestMs = 250;

/** The window that the address names; while it is moved, where it was moved to. */
function useWindow() {
  const [held, setHeld] = useState<TimeWindow>();
  useEffect(() => {
    if (!held) return undefined;
    const timer = setTimeout(() => {
      go(withQuery({ from: new Date(held.from).toISOString() }), true);
      setHeld(undefined);
    }, kRestMs);
    return () => clearTimeout(timer);
  }, [held]);
  const zoom = zoomOf(query("zoom"));
  const window = held ?? windowOf(zoom, query("from"), now.value);
  const follow = () => {
    setHeld(undefined);
    go(withQuery({ from: undefined }), true);
  };
  return { zoom, window, show: setHeld, follow, follows: !held && query("from") === undefined };
}

type View = ReturnType<typeof useWindow>;

export function PlanPage() {
  const schedule = useResource<Planned[]>("/api/v1/schedule", ["orders"]);
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const view = useWindow();
  const error = schedule.error ?? orders.error;
  if (!schedule.data || !orders.data)
    return (
      <div class="mw-stack">
        <PageHead title="Plan" />
        {error ? <Fault>{error}</Fault> : <Loading what="Loading the plan" />}
      </div>
    );
  const bars = barsOf(schedule.data, orders.data, now.value);
  const unplaced = unplacedOf(schedule.data, orders.data);
  const lines = [...new Set([...bars.map((b) => b.line), ...unplaced.map((u) => u.order.equipment as string)])].sort();
  const made = plannedAt(schedule.data);
  return (
    <div class="mw-stack">
      <PageHead title="Plan" end={<PlanButton />}>
        <span class="mw-muted">
          {made === undefined ? "Nothing was planned yet" : `Planned ${relativeTime(made, now.value)}`}
        </span>
      </PageHead>
      {error && <Fault>{error}</Fault>}
      {lines.length === 0 ? (
        <section class="mw-panel">
          <Empty title="Nothing to plan">
            Orders that wait appear here. Create one under Orders, then press “Plan”.
          </Empty>
        </section>
      ) : (
        <>
          <Panel title={capital(planText(bars))} end={<Tools view={view} />} flush>
            <Gantt bars={bars} lines={lines} window={view.window} now={now.value} onMove={view.show} />
            <Legend />
          </Panel>
          <section class="mw-panel">
            <PlanTable bars={bars} unplaced={unplaced} />
          </section>
        </>
      )}
    </div>
  );
}

function Tools({ view }: { view: View }) {
  const step = (view.window.to - view.window.from) / 2;
  return (
    <div class="mes-plan-tools" role="toolbar" aria-label="Time shown">
      <nav class="mw-tabs" aria-label="Zoom">
        {kZooms.map((zoom) => (
          <a key={zoom} href={withQuery({ zoom })} aria-current={zoom === view.zoom ? "true" : undefined}>
            {capital(zoom)}
          </a>
        ))}
      </nav>
      <span class="moves">
        <button
          class="mw-button icon"
          aria-label="Earlier"
          title="Earlier"
          onClick={() => view.show(moved(view.window, -step))}
        >
          <Icon name="left" />
        </button>
        <button class="mw-button" aria-pressed={view.follows} onClick={view.follow}>
          Now
        </button>
        <button
          class="mw-button icon"
          aria-label="Later"
          title="Later"
          onClick={() => view.show(moved(view.window, step))}
        >
          <Icon name="right" />
        </button>
      </span>
    </div>
  );
}

const kLegend = [
  ["running", "On the line, filled as far as it is made"],
  ["planned", "Planned"],
  ["setup", "Changeover"],
  ["late", "Late"],
  ["made", "Made"],
  ["due", "Due"],
] as const;

function Legend() {
  return (
    <p class="mes-legend">
      {kLegend.map(([kind, words]) => (
        <span key={kind}>
          <i class={kind} />
          {words}
        </span>
      ))}
    </p>
  );
}
