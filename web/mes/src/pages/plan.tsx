// The planner's page: the plan in force and what really happens as a Gantt, the same as a table with the reasons;
// planning anew, moving an order by hand, and planning around what happened.

import { useState } from "preact/hooks";
import type { Disruption, PlanEvent, Unavailable } from "kit/api/mes_plan";
import type { Order, Planned } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Empty, Fault, Loading, PageHead, Panel } from "kit/components/text";
import { parseUtc, relativeTime } from "kit/format/time";
import { capital } from "kit/format/words";
import { now } from "kit/live/clock";
import { go, query, withQuery } from "kit/router/router";
import { Gantt } from "mes/parts/gantt";
import { kPlanners, PlanButton } from "mes/parts/plan_button";
import { PlanTable } from "mes/parts/plan_table";
import { Disruptions } from "mes/planning/disruptions";
import { PlanSearchPanel } from "mes/planning/plan_search";
import { Legend, Tools, useWindow } from "mes/planning/plan_tools";
import { Proposal } from "mes/planning/proposal";
import { UnitDown } from "mes/planning/unit_down";
import { type Changing, useChange } from "mes/planning/use_change";
import { type Bar, barsOf, planText, plannedAt, type Unplaced, unplacedOf } from "mes/state/plan";
import { type Closed, closedBy, closedOf, proposedBars, stepOf } from "mes/state/plan_change";

/** What disturbs the plan may come with time alone. */
const kLookAgainMs = 30_000;
const kNeedsPlanner = "Needs the role planner or manager.";

/** What is known beside the plan itself; without it the plan is still shown. */
function useSurroundings() {
  const disruptions = useResource<Disruption[]>(
    "/api/v1/schedule/disruptions",
    ["schedule", "orders", "equipment", "lots"],
    kLookAgainMs,
  );
  const unavailable = useResource<Unavailable[]>("/api/v1/schedule/unavailable", ["schedule"]);
  const known = (found: { data: unknown; error: string | undefined }) => found.data !== undefined || !!found.error;
  return {
    disruptions: disruptions.data ?? [],
    unavailable: (unavailable.data ?? []).filter((u) => (parseUtc(u.to) ?? Infinity) > now.value),
    ready: known(disruptions) && known(unavailable),
  };
}

export function PlanPage() {
  const schedule = useResource<Planned[]>("/api/v1/schedule", ["orders", "schedule"]);
  const orders = useResource<Order[]>("/api/v1/orders", ["orders"]);
  const around = useSurroundings();
  const error = schedule.error ?? orders.error;
  const made = plannedAt(schedule.data ?? []);
  const searching = query("search") === "1";
  const changing = useChange();
  const [down, setDown] = useState<PlanEvent>();
  const may = mayAs(kPlanners);
  if (!schedule.data || !orders.data || !around.ready)
    return (
      <div class="mw-stack">
        <PageHead title="Plan" />
        {error ? <Fault>{error}</Fault> : <Loading what="Loading the plan" />}
      </div>
    );
  const replan = (event: PlanEvent) => (event.event === "unit_down" ? setDown(event) : changing.replan(event));
  return (
    <div class="mw-stack">
      <PageHead title="Plan" end={<HeadEnd may={may} onDown={() => setDown({ event: "unit_down" })} />}>
        <span class="mw-muted">
          {made === undefined ? "Nothing was planned yet" : `Planned ${relativeTime(made, now.value)}`}
        </span>
      </PageHead>
      {error && <Fault>{error}</Fault>}
      <Disruptions disruptions={around.disruptions} unavailable={around.unavailable} may={may} onReplan={replan} />
      {searching && <PlanSearchPanel may={may} onClose={() => go(withQuery({ search: undefined }))} />}
      <PlanView
        schedule={schedule.data}
        orders={orders.data}
        unavailable={around.unavailable}
        changing={changing}
        may={may}
      />
      {down && (
        <UnitDown
          event={down}
          onClose={() => setDown(undefined)}
          onShow={(event) => {
            setDown(undefined);
            changing.replan(event);
          }}
        />
      )}
    </div>
  );
}

function HeadEnd({ may, onDown }: { may: boolean; onDown: () => void }) {
  return (
    <>
      <button class="mw-button" disabled={!may} title={may ? undefined : kNeedsPlanner} onClick={onDown}>
        Machine down…
      </button>
      <a class="mw-button" href={withQuery({ search: query("search") === "1" ? undefined : "1" })}>
        Search longer
      </a>
      <PlanButton />
    </>
  );
}

interface ViewProps {
  schedule: readonly Planned[];
  orders: readonly Order[];
  unavailable: readonly Unavailable[];
  changing: Changing;
  may: boolean;
}

function PlanView({ schedule, orders, unavailable, changing, may }: ViewProps) {
  const view = useWindow();
  const bars = barsOf(schedule, orders, now.value);
  const unplaced = unplacedOf(schedule, orders);
  const { change } = changing;
  const closed = [...closedOf(unavailable), ...(change?.kind === "event" ? closedBy(change.event) : [])];
  const lines = linesShown(bars, unplaced, closed);
  const proposed = change?.answer ? proposedBars(change.answer.plan, orders, bars, now.value) : [];
  if (lines.length === 0)
    return (
      <section class="mw-panel">
        <Empty title="Nothing to plan">Orders that wait appear here. Create one under Orders, then press “Plan”.</Empty>
      </section>
    );
  return (
    <>
      <Panel title={capital(planText(bars))} end={<Tools view={view} />} flush>
        <Gantt
          bars={bars}
          lines={lines}
          window={view.window}
          now={now.value}
          onMove={view.show}
          closed={closed}
          proposed={proposed}
          drag={{
            draft: change?.kind === "move" ? change.draft : undefined,
            step: stepOf(view.zoom),
            enabled: may,
            onHold: changing.hold,
            onDrop: changing.ask,
            onKeys: changing.askSoon,
            onKeep: () => void changing.keep(),
            onCancel: changing.cancel,
          }}
        />
        <Legend />
        <Proposal changing={changing} />
      </Panel>
      <section class="mw-panel">
        <PlanTable bars={bars} unplaced={unplaced} />
      </section>
    </>
  );
}

/** Those something is on, or would be, or is closed on. */
const linesShown = (bars: readonly Bar[], unplaced: readonly Unplaced[], closed: readonly Closed[]): string[] =>
  [
    ...new Set([
      ...bars.map((b) => b.line),
      ...unplaced.map((u) => u.order.equipment as string),
      ...closed.map((c) => c.line),
    ]),
  ].sort();
